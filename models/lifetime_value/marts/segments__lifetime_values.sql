-- One row per customer with an order: past sales and expected sales of the next 12 months.
with

customers as (
    select * from {{ ref('int_segments__customer_order_features') }}
    where is_current and (order_count > 0 or is_stated)
),

lifetimes as (
    select * from {{ ref('int_segments__served_lifetime_values') }}
),

final as (
    select
        customers.customer_id,
        segments.segment_id,
        customers.as_of_date,
        cast(customers.order_count as integer) as order_count,
        customers.net_amount as historical_value,
        lifetimes.expected_orders,
        lifetimes.probability_alive,
        lifetimes.expected_order_value,
        cast(lifetimes.predicted_value as decimal(18, 4)) as predicted_value,
        cast(round(lifetimes.predicted_value_low, 4) as decimal(18, 4))
            as predicted_value_low,
        cast(round(lifetimes.predicted_value_high, 4) as decimal(18, 4))
            as predicted_value_high,
        cast(
            customers.net_amount + lifetimes.predicted_value as decimal(18, 4)
        ) as total_value,
        -- no date for customers who have probably left or are not due within a year
        case
            when lifetimes.days_to_next_order <= 365 and coalesce(lifetimes.probability_alive, 1) >= 0.5
                then {{ customer_segments.add_days(
                    'customers.as_of_date', 'cast(lifetimes.days_to_next_order as integer)'
                ) }}
        end as expected_next_order_date,
        coalesce(lifetimes.method, 'not predicted') as method
    from customers
    inner join {{ ref('int_segments__customer_segments') }} as segments
        on customers.customer_id = segments.customer_id
    left join lifetimes on customers.customer_id = lifetimes.customer_id
)

select * from final
