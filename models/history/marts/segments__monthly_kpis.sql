-- One row per month and segment at its start, 'new' for first-time buyers and 'all' for everybody.
with

sums as (
    select * from {{ ref('int_segments__monthly_sums') }}
),

shop as (
    select cast(min(order_date) as date) as first_order_date
    from {{ ref('int_segments__orders') }}
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
        -- the month is not complete, or the data begins within it
        parts.as_of_date < {{ customer_segments.add_months('parts.month_start', 1) }}
        or (
            shop.first_order_date > parts.month_start
            and shop.first_order_date < parts.as_of_date
        ) as is_partial,
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
        ) as sales_change_from_price
    from parts
    cross join shop
    left join {{ ref('int_segments__segments') }} as names on parts.segment_id = names.segment_id
)

select {{ customer_segments.known_columns([
    'average_order_value', 'sales_amount', 'returned_amount', 'net_amount', 'sales_change',
    'sales_change_from_customers', 'sales_change_from_orders', 'sales_change_from_basket',
    'sales_change_from_price'
]) }} from final
