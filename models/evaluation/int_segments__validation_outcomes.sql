-- One row per buyer known at the split, outcome and part of it: its value in the next quarter.
with

quarter as (
    select
        earlier_date as split_date,
        later_date as end_date
    from {{ ref('int_segments__comparison_dates') }}
    where comparison = 'validation'
),

buyers as (
    select rfm.customer_id
    from {{ ref('int_segments__customer_rfm') }} as rfm
    inner join quarter on rfm.as_of_date = quarter.split_date
),

orders as (
    select
        orders.customer_id,
        sum(orders.sales_amount) as sales_amount
    from {{ ref('int_segments__orders') }} as orders
    inner join quarter
        on orders.ordered_at >= quarter.split_date and orders.ordered_at < quarter.end_date
    where orders.is_purchase
    group by orders.customer_id
),

categories as (
    select
        order_lines.customer_id,
        products.category,
        sum(order_lines.line_amount) as category_amount
    from {{ ref('int_segments__order_lines') }} as order_lines
    inner join quarter
        on order_lines.ordered_at >= quarter.split_date and order_lines.ordered_at < quarter.end_date
    inner join {{ ref('int_segments__products') }} as products
        on order_lines.product_id = products.product_id
    where order_lines.is_sale and products.is_product and products.category is not null
    group by order_lines.customer_id, products.category
),

names as (
    select distinct category
    from categories
),

totals as (
    select
        customer_id,
        sum(category_amount) as category_amount
    from categories
    group by customer_id
    having sum(category_amount) > 0
),

final as (
    select
        'spend' as outcome,
        'log of sales' as part,
        buyers.customer_id,
        cast(ln(1 + coalesce(orders.sales_amount, 0)) as decimal(18, 9)) as measured_value
    from buyers
    left join orders on buyers.customer_id = orders.customer_id
    union all
    select
        'activity',
        'ordered',
        buyers.customer_id,
        cast(case when orders.customer_id is null then 0 else 1 end as decimal(18, 9))
    from buyers
    left join orders on buyers.customer_id = orders.customer_id
    union all
    -- every category for every customer with a purchase
    select
        'category choice',
        names.category,
        totals.customer_id,
        cast(
            coalesce(categories.category_amount, 0) / totals.category_amount as decimal(18, 9)
        )
    from totals
    inner join buyers on totals.customer_id = buyers.customer_id
    cross join names
    left join categories
        on totals.customer_id = categories.customer_id and names.category = categories.category
)

select * from final
