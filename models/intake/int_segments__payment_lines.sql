-- One row per order and code of a voucher or discount that pays for a part of the order: it is no return.
with

facts as (
    select * from {{ ref('int_segments__line_facts') }}
    where order_id is not null and customer_id is not null
),

negative_lines as (
    select distinct
        facts.customer_id,
        facts.order_id,
        facts.product_id
    from facts
    inner join {{ ref('segments_non_product_rules') }} as rules
        on {{ customer_segments.matches_product_rule('facts') }}
    where facts.quantity < 0 and rules.line_type in ('voucher', 'discount')
),

selling_orders as (
    select
        customer_id,
        order_id
    from facts
    where quantity > 0
    group by customer_id, order_id
),

final as (
    select
        negative_lines.customer_id,
        negative_lines.order_id,
        negative_lines.product_id
    from negative_lines
    inner join selling_orders
        on
            negative_lines.customer_id = selling_orders.customer_id
            and negative_lines.order_id = selling_orders.order_id
)

select * from final
