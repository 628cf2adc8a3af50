{#-
  A query for the features of orders, known at any past date: one row per row of totals, which is
  what customer_totals returns. A row that is a whole order does not say what the order holds.
-#}
{% macro order_features(totals) %}
{%- set baskets = {
    'average_lines_per_order': customer_segments.divide('product_line_count', 'order_count'),
    'average_units_per_order': customer_segments.divide('unit_count', 'order_count')
} %}
with

counted as (
    select
        false as is_stated,
        as_of_date,
        is_current,
        customer_id,
        -- recency
        days_since_last_order,
        tenure_days,
        tenure_days - days_since_last_order as active_span_days,
        -- frequency
        coalesce(order_count, 0) as order_count,
        coalesce(orders_last_90_days, 0) as orders_last_90_days,
        coalesce(orders_last_365_days, 0) as orders_last_365_days,
        coalesce(active_month_count, 0) as active_month_count,
        {{ customer_segments.divide('gap_days', 'order_count - 1') }} as average_days_between_orders,
        cast(median_days_between_orders as double)
            as median_days_between_orders,
        {{ customer_segments.variation('gap_days', 'squared_gap_days', 'order_count - 1') }}
            as days_between_orders_variation,
        -- money
        cast(sales_amount as decimal(18, 4)) as sales_amount,
        cast(returned_amount as decimal(18, 4)) as returned_amount,
        cast(net_amount as decimal(18, 4)) as net_amount,
        cast(sales_last_90_days as decimal(18, 4)) as sales_last_90_days,
        cast(sales_last_365_days as decimal(18, 4)) as sales_last_365_days,
        {{ customer_segments.divide('sales_amount', 'order_count') }} as average_order_value,
        cast(median_order_value as double) as median_order_value,
        cast(largest_order_value as double) as largest_order_value,
        -- the last 90 days against the 90 before
        {{ customer_segments.divide(
            '2 * sales_last_90_days - sales_last_180_days', 'sales_last_180_days'
        ) }} as spend_trend,
        -- basket and price
        {%- for feature, value in baskets.items() %}
        {{ value if var('segments_input_grain') != 'order' else 'case when false then ' ~ value ~ ' end' }}
            as {{ feature }},
        {%- endfor %}
        {{ customer_segments.divide('product_list_amount', 'unit_count') }} as average_unit_price,
        {{ customer_segments.divide('discount_amount', 'list_amount') }} as discount_share,
        -- habits
        {{ customer_segments.divide('discounted_order_count', 'order_count') }} as discounted_order_share,
        {{ customer_segments.divide('returned_amount', 'sales_amount') }} as return_share,
        {{ customer_segments.divide('weekend_order_count', 'order_count') }} as weekend_order_share,
        {{ customer_segments.divide('evening_order_count', 'order_count') }} as evening_order_share,
        {{ customer_segments.divide('fourth_quarter_order_count', 'order_count') }}
            as fourth_quarter_order_share
    from {{ totals }}
),

final as (
    select
        *,
        {{ customer_segments.divide('days_since_last_order', 'average_days_between_orders') }}
            as overdue_ratio
    from counted
)

select * from final
{%- endmacro %}
