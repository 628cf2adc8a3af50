-- One row per counted campaign contact of a known customer: whether they ordered within the response period.
with

contacts as (
    select
        *,
        cast(contacted_at as date) as contact_date
    from {{ ref('int_segments__campaign_contacts') }}
    where is_accepted
),

purchases as (
    select * from {{ ref('int_segments__orders') }}
    where is_purchase
),

first_day as (
    select min(order_date) as order_date from purchases
),

as_of_day as (
    select as_of_date from {{ ref('int_segments__as_of_dates') }}
    where is_current
),

final as (
    select
        contacts.campaign_id,
        contacts.customer_id,
        segments.segment_id,
        -- past orders on a scale on which few very frequent buyers do not decide
        cast(ln(1 + segments.past_order_count) as decimal(9, 4)) as past_activity,
        contacts.contact_group,
        contacts.cost,
        contacts.responded_at is not null as has_responded,
        -- the days in which an order counts are over
        {{ customer_segments.days_between('contacts.contact_date', 'as_of_day.as_of_date') }}
        > {{ var('segments_campaign_days') }} as is_over,
        -- without orders of that day nobody knows who ordered after it
        coalesce(contacts.contact_date >= first_day.order_date, false) as is_observed,
        count(purchases.order_id) > 0 as has_ordered
    from contacts
    cross join as_of_day
    cross join first_day
    inner join {{ ref('int_segments__contact_segments') }} as segments
        on contacts.customer_id = segments.customer_id and contacts.contact_date = segments.as_of_date
    left join purchases
        on
            contacts.customer_id = purchases.customer_id
            and contacts.contacted_at <= purchases.ordered_at
            and {{ customer_segments.days_between('contacts.contact_date', 'purchases.order_date') }}
            <= {{ var('segments_campaign_days') }}
    group by
        contacts.campaign_id,
        contacts.customer_id,
        segments.segment_id,
        segments.past_order_count,
        contacts.contact_group,
        contacts.cost,
        contacts.responded_at,
        contacts.contact_date,
        first_day.order_date,
        as_of_day.as_of_date
)

select * from final
