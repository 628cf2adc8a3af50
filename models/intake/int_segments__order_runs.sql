-- One row per order number that a customer's orders share, and order: it may be used again.
with

order_days as (
    select
        customer_id,
        order_id,
        coalesce(store_id, '') as store_id,
        cast(ordered_at as date) as order_date
    from {{ ref('int_segments__line_facts') }}
    where customer_id is not null and order_id is not null and ordered_at is not null and quantity > 0
    group by customer_id, order_id, coalesce(store_id, ''), cast(ordered_at as date)
),

shared_numbers as (
    select
        customer_id,
        order_id
    from order_days
    group by customer_id, order_id
    having
        {{ customer_segments.days_between('min(order_date)', 'max(order_date)') }}
        > {{ customer_segments.tuning('order_number_days') }}
        or (count(distinct store_id) > 1 and min(order_date) < max(order_date))
),

spaced as (
    select
        order_days.*,
        lag(order_days.order_date) over (
            partition by order_days.customer_id, order_days.order_id, order_days.store_id
            order by order_days.order_date
        ) as previous_date
    from order_days
    inner join shared_numbers
        on
            order_days.customer_id = shared_numbers.customer_id
            and order_days.order_id = shared_numbers.order_id
),

starts as (
    select * from spaced
    where
        previous_date is null
        or {{ customer_segments.days_between('previous_date', 'order_date') }}
        > {{ customer_segments.tuning('order_number_days') }}
),

final as (
    select
        customer_id,
        order_id,
        store_id,
        order_date as starts_on,
        lead(order_date) over (partition by customer_id, order_id, store_id order by order_date)
            as ends_before,
        row_number() over (partition by customer_id, order_id order by order_date, store_id) as run_number
    from starts
)

select * from final
