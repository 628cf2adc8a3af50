-- One row per month and segment at its start, 'new' for first-time buyers and 'all' for everybody.
{{ config(materialized='view') }}
with

sums as (
    select * from {{ ref('int_segments__monthly_sums') }}
),

parts as (
    select
        *,
        {{ customer_segments.growth_part('active_count', '1') }} as customers_part,
        {{ customer_segments.growth_part('order_count', 'active_count') }} as orders_part,
        {{ customer_segments.growth_part('unit_count', 'order_count') }} as basket_part
    from sums
),

final as (
    select
        parts.month_start,
        parts.segment_id,
        case parts.segment_id
            when 'all' then 'All customers'
            when 'new' then 'First order this month'
            else names.segment_name
        end as segment_name,
        parts.is_partial,
        cast(parts.customer_count as bigint) as customer_count,
        cast(parts.active_count as bigint) as active_customer_count,
        {{ customer_segments.divide('parts.active_count', 'parts.customer_count') }} as active_share,
        {{ customer_segments.divide('parts.retained_count', 'parts.previously_active_count') }}
            as retention_rate,
        {{ customer_segments.divide('parts.repeat_count', 'parts.active_count') }} as repeat_rate,
        cast(parts.order_count as bigint) as order_count,
        {{ customer_segments.divide('parts.order_count', 'parts.active_count') }}
            as orders_per_active_customer,
        {{ customer_segments.divide('parts.unit_count', 'parts.order_count') }} as units_per_order,
        {{ customer_segments.divide('parts.product_line_count', 'parts.order_count') }} as lines_per_order,
        {{ customer_segments.divide('parts.sales_amount', 'parts.order_count') }} as average_order_value,
        cast(parts.sales_amount as decimal(18, 4)) as sales_amount,
        cast(parts.returned_amount as decimal(18, 4)) as returned_amount,
        cast(parts.sales_amount - parts.returned_amount as decimal(18, 4))
            as net_amount,
        cast(parts.sales_amount - parts.previous_sales_amount as decimal(18, 4))
            as sales_change,
        -- if the parts cannot be separated, the whole change is assigned to customers
        cast(
            coalesce(parts.customers_part, parts.sales_amount - parts.previous_sales_amount)
            as decimal(18, 4)
        ) as sales_change_from_customers,
        cast(
            coalesce(parts.orders_part, 0 * parts.previous_sales_amount)
            as decimal(18, 4)
        ) as sales_change_from_orders,
        cast(
            coalesce(parts.basket_part, 0 * parts.previous_sales_amount)
            as decimal(18, 4)
        ) as sales_change_from_basket,
        cast(
            coalesce(
                parts.sales_amount - parts.previous_sales_amount
                - parts.customers_part - parts.orders_part - parts.basket_part,
                0 * parts.previous_sales_amount
            ) as decimal(18, 4)
        ) as sales_change_from_price,
        cast(year_before.sales_amount as decimal(18, 4)) as sales_amount_year_before,
        round({{ customer_segments.divide(
            'parts.sales_amount - year_before.sales_amount', 'year_before.sales_amount'
        ) }}, 6) as growth_on_year_before,
        seasons.season_index
    from parts
    -- complete months only: sales of a quarter that sells more every year are no growth
    left join sums as year_before
        on
            parts.segment_id = year_before.segment_id
            and parts.month_start = {{ customer_segments.add_months('year_before.month_start', 12) }}
            and not parts.is_partial
            and not year_before.is_partial
    left join {{ ref('int_segments__season_indexes') }} as seasons
        on
            parts.segment_id = seasons.segment_id
            and extract(month from parts.month_start) = seasons.calendar_month
    left join {{ ref('int_segments__segments') }} as names on parts.segment_id = names.segment_id
)

select {{ customer_segments.known_columns([
    'average_order_value', 'sales_amount', 'returned_amount', 'net_amount', 'sales_change',
    'sales_change_from_customers', 'sales_change_from_orders', 'sales_change_from_basket',
    'sales_change_from_price', 'sales_amount_year_before'
]) }} from final
