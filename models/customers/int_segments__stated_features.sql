-- One row per customer of a shop without transactions: the features its file states.
with

stated as (
    select
        customer_id,
        min(days_since_last_order) as days_since_last_order,
        {{ customer_segments.of_rows('max', 'tenure_days') }} as tenure_days,
        {{ customer_segments.of_rows('sum', 'order_count') }} as order_count,
        {{ customer_segments.of_rows('sum', 'sales_amount') }} as sales_amount,
        min(average_order_value) as average_order_value,
        {{ customer_segments.of_rows('avg', 'average_unit_price') }} as average_unit_price
    from {{ ref('stg_segments__customers') }}
    where customer_id is not null
    group by customer_id
),

final as (
    select
        true as is_stated,
        as_of_dates.as_of_date,
        true as is_current,
        stated.customer_id,
        cast(stated.days_since_last_order as bigint) as days_since_last_order,
        cast(stated.tenure_days as bigint) as tenure_days,
        cast(stated.tenure_days - stated.days_since_last_order as bigint) as active_span_days,
        cast(stated.order_count as bigint) as order_count,
        null as orders_last_90_days,
        null as orders_last_365_days,
        null as active_month_count,
        null as average_days_between_orders,
        null as median_days_between_orders,
        null as days_between_orders_variation,
        stated.sales_amount,
        null as returned_amount,
        stated.sales_amount as net_amount,
        null as sales_last_90_days,
        null as sales_last_365_days,
        coalesce(
            cast(stated.average_order_value as {{ customer_segments.type_double() }}),
            {{ customer_segments.divide('stated.sales_amount', 'stated.order_count') }}
        ) as average_order_value,
        null as median_order_value,
        null as largest_order_value,
        null as spend_trend,
        null as average_lines_per_order,
        null as average_units_per_order,
        cast(stated.average_unit_price as {{ customer_segments.type_double() }}) as average_unit_price,
        null as discount_share,
        null as discounted_order_share,
        null as return_share,
        null as weekend_order_share,
        null as evening_order_share,
        null as fourth_quarter_order_share,
        null as overdue_ratio
    from stated
    cross join {{ ref('int_segments__as_of_dates') }} as as_of_dates
    where as_of_dates.is_current
)

select * from final
