-- One row per customer and order: its money, and whether it counts as a purchase.
{{ config(**customer_segments.kept_by_customer()) }}
with

lines as (
    select
        *,
        is_sale or is_fully_returned as is_bought
    from {{ ref('int_segments__order_lines') }}
    {{ customer_segments.only_changed('customer_id', 'int_segments__changed_products') }}
),

orders as (
    select
        customer_id,
        order_id,
        min(ordered_at) as ordered_at,
        max(fully_returned_at) as fully_returned_at,
        max(case when is_sale then 1 else 0 end) = 1 as is_purchase,
        sum(case when is_bought and is_product then 1 else 0 end) as product_line_count,
        sum(case when is_bought and is_product then quantity else 0 end) as unit_count,
        sum(case when is_bought and is_product then line_amount + discount_amount else 0 end)
            as product_list_amount,
        sum(case when is_bought then line_amount + discount_amount else 0 end) as list_amount,
        sum(case when is_bought then discount_amount else 0 end) as discount_amount,
        sum(case when is_bought then line_amount else 0 end) as sales_amount,
        sum(line_amount) as net_amount,
        count(*) as line_count,
        min(channel) as channel,
        min(country) as country
    from lines
    group by customer_id, order_id
),

final as (
    select
        customer_id,
        order_id,
        ordered_at,
        cast(ordered_at as date) as order_date,
        fully_returned_at,
        fully_returned_at is not null as is_fully_returned,
        is_purchase,
        product_line_count,
        cast(unit_count as decimal(18, 4)) as unit_count,
        cast(product_list_amount as decimal(18, 4)) as product_list_amount,
        cast(list_amount as decimal(18, 4)) as list_amount,
        cast(discount_amount as decimal(18, 4)) as discount_amount,
        cast(sales_amount as decimal(18, 4)) as sales_amount,
        cast(net_amount as decimal(18, 4)) as net_amount,
        line_count,
        channel,
        country
    from orders
)

select * from final
