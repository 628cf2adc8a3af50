-- One row per customer and product category or family they bought from: lines, products and money.
with

customer_products as (
    select * from {{ ref('int_segments__customer_products') }}
    where is_product and sale_line_count > 0
),

products as (
    select * from {{ ref('int_segments__product_categories') }}
),

final as (
    select
        customer_products.customer_id,
        products.category,
        sum(customer_products.sale_line_count) as sale_line_count,
        count(*) as product_count,
        cast(sum(customer_products.sales_amount) as decimal(18, 4)) as sales_amount
    from customer_products
    inner join products on customer_products.product_id = products.product_id
    group by customer_products.customer_id, products.category
)

select * from final
