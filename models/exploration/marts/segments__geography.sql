-- One row per segment and country: customers, orders and sales.
with

customers as (
    select
        segments.segment_id,
        coalesce(customers.country, 'unknown') as country,
        -- values that a customers file does not state are unknown
        coalesce(features.order_count, case when features.is_stated then null else 0 end) as order_count,
        coalesce(features.sales_amount, case when features.is_stated then null else 0 end) as sales_amount,
        coalesce(features.net_amount, case when features.is_stated then null else 0 end) as net_amount,
        {{ 'lifetimes.predicted_value' if var('segments_using_lifetime_value') else 'null' }}
            as predicted_value
    from {{ ref('int_segments__customer_segments') }} as segments
    inner join {{ ref('int_segments__customers') }} as customers
        on segments.customer_id = customers.customer_id
    left join {{ ref('int_segments__customer_order_features') }} as features
        on segments.customer_id = features.customer_id and features.is_current
    {%- if var('segments_using_lifetime_value') %}
    left join {{ ref('int_segments__served_lifetime_values') }} as lifetimes
        on segments.customer_id = lifetimes.customer_id
    {%- endif %}
),

places as (
    select
        segment_id,
        country,
        count(*) as customer_count,
        sum(order_count) as order_count,
        sum(sales_amount) as sales_amount,
        sum(net_amount) as net_amount,
        sum(cast(predicted_value as decimal(18, 4))) as predicted_value
    from customers
    group by segment_id, country
),

final as (
    select
        segment_id,
        country,
        cast(customer_count as bigint) as customer_count,
        {{ customer_segments.divide(
            'customer_count', 'sum(customer_count) over (partition by segment_id)'
        ) }} as segment_share,
        {{ customer_segments.divide(
            'customer_count', 'sum(customer_count) over (partition by country)'
        ) }} as country_share,
        cast(order_count as bigint) as order_count,
        cast(sales_amount as decimal(18, 4)) as sales_amount,
        cast(net_amount as decimal(18, 4)) as net_amount,
        {{ customer_segments.divide('net_amount', 'sum(net_amount) over (partition by country)') }}
            as country_net_amount_share,
        {{ customer_segments.divide('sales_amount', 'order_count') }} as average_order_value,
        cast(predicted_value as decimal(18, 4)) as predicted_value
    from places
)

select {{ customer_segments.known_columns(['sales_amount', 'net_amount', 'average_order_value']) }} from final
