-- One row per customer and product code: first and last purchase, orders, units and money.
{{ config(**customer_segments.kept_by_customer()) }}
with

lines as (
    select * from {{ ref('int_segments__order_lines') }}
    {{ customer_segments.only_changed('customer_id', 'int_segments__changed_products') }}
),

summed as (
    select
        customer_id,
        product_id,
        is_product,
        min(case when is_sale then ordered_at end) as first_ordered_at,
        max(case when is_sale then ordered_at end) as last_ordered_at,
        count(distinct case when is_sale then order_id end) as order_count,
        sum(case when is_sale then 1 else 0 end) as sale_line_count,
        sum(case when is_sale then quantity else 0 end) as unit_count,
        sum(case when is_sale then 0 else -quantity end) as returned_unit_count,
        sum(case when is_sale then discount_amount else 0 end) as discount_amount,
        sum(case when is_sale then line_amount else 0 end) as sales_amount,
        sum(case when is_sale then 0 else -line_amount end) as returned_amount,
        sum(line_amount) as net_amount,
        -- what a line returns costs no more than it did
        sum(case when quantity < 0 then -abs(cost) else cost end) as stated_cost_amount,
        sum(case when cost is null then quantity else 0 end) as uncosted_unit_count,
        sum(case when cost is null then 1 else 0 end) as uncosted_line_count,
        count(*) as line_count
    from lines
    group by customer_id, product_id, is_product
),

final as (
    select
        customer_id,
        product_id,
        is_product,
        first_ordered_at,
        last_ordered_at,
        order_count,
        sale_line_count,
        line_count,
        cast(unit_count as decimal(18, 4)) as unit_count,
        cast(returned_unit_count as decimal(18, 4)) as returned_unit_count,
        cast(discount_amount as decimal(18, 4)) as discount_amount,
        cast(sales_amount as decimal(18, 4)) as sales_amount,
        cast(returned_amount as decimal(18, 4)) as returned_amount,
        cast(net_amount as decimal(18, 4)) as net_amount,
        cast(stated_cost_amount as decimal(18, 4)) as stated_cost_amount,
        cast(uncosted_unit_count as decimal(18, 4)) as uncosted_unit_count,
        uncosted_line_count
    from summed
)

select * from final
