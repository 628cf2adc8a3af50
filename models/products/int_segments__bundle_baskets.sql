-- One row per segment, order and product of it: among the products sold often enough to pair.
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

final as (
    select
        'all' as segment_id,
        lines.customer_id,
        lines.order_id,
        lines.product_id,
        ranked.product_number
    from lines
    inner join ranked on lines.product_id = ranked.product_id
    where ranked.product_number <= {{ var('segments_bundle_products') }}
    union all
    select
        segments.segment_id,
        lines.customer_id,
        lines.order_id,
        lines.product_id,
        ranked.product_number
    from lines
    inner join ranked on lines.product_id = ranked.product_id
    inner join {{ ref('int_segments__customer_segments') }} as segments
        on lines.customer_id = segments.customer_id
    where ranked.product_number <= {{ var('segments_bundle_products') }}
)

select * from final
