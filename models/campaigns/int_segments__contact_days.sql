-- One row per day and customer whose state is needed: contacts, and all on the day that gives base rates.
{{ config(materialized='view') }}
with

as_of_day as (
    select as_of_date from {{ ref('int_segments__as_of_dates') }}
    where is_current
),

-- the response period that starts on this day has just ended
base_day as (
    select
        {{ customer_segments.add_days('as_of_date', '-' ~ (var('segments_campaign_days') + 1)) }}
            as as_of_date
    from as_of_day
),

needed as (
    select
        cast(contacted_at as date) as as_of_date,
        customer_id
    from {{ ref('int_segments__campaign_contacts') }}
    where is_accepted
    union distinct
    select
        base_day.as_of_date,
        customers.customer_id
    from {{ ref('int_segments__customers') }} as customers
    cross join base_day
),

final as (
    select
        needed.as_of_date,
        needed.customer_id,
        needed.as_of_date = base_day.as_of_date as is_base_day,
        false as is_current
    from needed
    inner join {{ ref('int_segments__customers') }} as customers on needed.customer_id = customers.customer_id
    cross join base_day
)

select * from final
