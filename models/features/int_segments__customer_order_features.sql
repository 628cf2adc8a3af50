-- One row per as-of date and customer with an order before it: recency, frequency, money and habits.
with

orders_until as (
    select * from {{ ref('int_segments__orders_as_of') }}
),

purchases as (
    select
        as_of_date,
        customer_id,
        count(*) as order_count,
        min(days_ago) as days_since_last_order,
        max(days_ago) as tenure_days,
        max(sales_amount) as largest_order_value,
        {{ customer_segments.quantile('sales_amount', 0.5) }} as median_order_value,
        sum(days_since_previous_order) as gap_days,
        sum(days_since_previous_order * days_since_previous_order) as squared_gap_days,
        {{ customer_segments.quantile('days_since_previous_order', 0.5) }} as median_days_between_orders,
        sum(case when days_ago <= 90 then 1 else 0 end) as orders_last_90_days,
        sum(case when days_ago <= 365 then 1 else 0 end) as orders_last_365_days,
        sum(case when days_ago <= 90 then sales_amount else 0 end) as sales_last_90_days,
        sum(case when days_ago > 90 and days_ago <= 180 then sales_amount else 0 end) as sales_90_days_before,
        sum(case when days_ago <= 365 then sales_amount else 0 end) as sales_last_365_days,
        sum(product_line_count) as product_line_count,
        sum(unit_count) as unit_count,
        sum(product_list_amount) as product_list_amount,
        sum(list_amount) as list_amount,
        sum(discount_amount) as discount_amount,
        sum(case when discount_amount > 0 then 1 else 0 end) as discounted_order_count,
        sum(case when {{ customer_segments.day_of_week('order_date') }} >= 6 then 1 else 0 end)
            as weekend_order_count,
        sum(case when extract(hour from ordered_at) >= 18 then 1 else 0 end) as evening_order_count,
        sum(case when extract(month from order_date) >= 10 then 1 else 0 end) as fourth_quarter_order_count,
        count(distinct date_trunc('month', order_date)) as active_month_count
    from orders_until
    where is_purchase
    group by as_of_date, customer_id
),

money as (
    select
        as_of_date,
        is_current,
        customer_id,
        sum(sales_amount) as sales_amount,
        sum(returned_amount) as returned_amount,
        sum(net_amount) as net_amount
    from orders_until
    group by as_of_date, is_current, customer_id
),

counted as (
    select
        false as is_given,
        money.as_of_date,
        money.is_current,
        money.customer_id,
        -- recency
        purchases.days_since_last_order,
        purchases.tenure_days,
        purchases.tenure_days - purchases.days_since_last_order as active_span_days,
        -- frequency
        coalesce(purchases.order_count, 0) as order_count,
        coalesce(purchases.orders_last_90_days, 0) as orders_last_90_days,
        coalesce(purchases.orders_last_365_days, 0) as orders_last_365_days,
        coalesce(purchases.active_month_count, 0) as active_month_count,
        {{ customer_segments.divide('purchases.gap_days', 'purchases.order_count - 1') }}
            as average_days_between_orders,
        cast(purchases.median_days_between_orders as {{ customer_segments.type_double() }})
            as median_days_between_orders,
        {{ customer_segments.variation(
            'purchases.gap_days', 'purchases.squared_gap_days', 'purchases.order_count - 1'
        ) }} as days_between_orders_variation,
        -- money
        cast(money.sales_amount as {{ customer_segments.type_money() }}) as sales_amount,
        cast(money.returned_amount as {{ customer_segments.type_money() }}) as returned_amount,
        cast(money.net_amount as {{ customer_segments.type_money() }}) as net_amount,
        cast(purchases.sales_last_90_days as {{ customer_segments.type_money() }}) as sales_last_90_days,
        cast(purchases.sales_last_365_days as {{ customer_segments.type_money() }}) as sales_last_365_days,
        {{ customer_segments.divide('money.sales_amount', 'purchases.order_count') }} as average_order_value,
        cast(purchases.median_order_value as {{ customer_segments.type_double() }}) as median_order_value,
        cast(purchases.largest_order_value as {{ customer_segments.type_double() }}) as largest_order_value,
        {{ customer_segments.divide(
            'purchases.sales_last_90_days - purchases.sales_90_days_before',
            'purchases.sales_last_90_days + purchases.sales_90_days_before'
        ) }} as spend_trend,
        -- basket and price
        {{ customer_segments.divide('purchases.product_line_count', 'purchases.order_count') }}
            as average_lines_per_order,
        {{ customer_segments.divide('purchases.unit_count', 'purchases.order_count') }}
            as average_units_per_order,
        {{ customer_segments.divide('purchases.product_list_amount', 'purchases.unit_count') }}
            as average_unit_price,
        {{ customer_segments.divide('purchases.discount_amount', 'purchases.list_amount') }}
            as discount_share,
        -- habits
        {{ customer_segments.divide('purchases.discounted_order_count', 'purchases.order_count') }}
            as discounted_order_share,
        {{ customer_segments.divide('money.returned_amount', 'money.sales_amount') }} as return_share,
        {{ customer_segments.divide('purchases.weekend_order_count', 'purchases.order_count') }}
            as weekend_order_share,
        {{ customer_segments.divide('purchases.evening_order_count', 'purchases.order_count') }}
            as evening_order_share,
        {{ customer_segments.divide('purchases.fourth_quarter_order_count', 'purchases.order_count') }}
            as fourth_quarter_order_share
    from money
    left join purchases
        on money.as_of_date = purchases.as_of_date and money.customer_id = purchases.customer_id
),

final as (
    select * from counted
    {%- if var('segments_input_grain') == 'customer' %}
    -- a shop without transactions
    union all
    select * from {{ ref('int_segments__stated_features') }}
    {%- endif %}
)

select * from final
