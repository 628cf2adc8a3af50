-- One row per order and product sold often enough for bundles: the segment of the order.
with

lines as (
    select
        order_lines.customer_id,
        order_lines.order_id,
        aliases.listed_product_id as product_id
    from {{ ref('int_segments__order_lines') }} as order_lines
    inner join {{ ref('int_segments__product_aliases') }} as aliases
        on order_lines.product_id = aliases.product_id
    where order_lines.is_sale and order_lines.is_product
    group by order_lines.customer_id, order_lines.order_id, aliases.listed_product_id
),

sold as (
    select
        product_id,
        count(*) as order_count
    from lines
    group by product_id
),

ranked as (
    select
        product_id,
        row_number() over (order by order_count desc, product_id) as product_number
    from sold
),

popular as (
    select
        segments.segment_id,
        lines.*,
        ranked.product_number
    from lines
    inner join ranked on lines.product_id = ranked.product_id
    inner join {{ ref('int_segments__customer_segments') }} as segments
        on lines.customer_id = segments.customer_id
    where ranked.product_number <= {{ customer_segments.tuning('bundle_products') }}
),

orders as (
    select
        customer_id,
        order_id,
        row_number() over (order by customer_id, order_id) as order_number
    from popular
    group by customer_id, order_id
),

final as (
    select
        popular.*,
        orders.order_number
    from popular
    inner join orders
        on popular.customer_id = orders.customer_id and popular.order_id = orders.order_id
)

select * from final
