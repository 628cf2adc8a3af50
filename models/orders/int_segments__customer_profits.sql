-- One row per customer who bought a product: gross profit where costs are known.
with

customer_products as (
    select * from {{ ref('int_segments__customer_products') }}
    where is_product
),

products as (
    select * from {{ ref('int_segments__products') }}
),

final as (
    select
        customer_products.customer_id,
        sum(customer_products.net_amount) as product_net_amount,
        sum(case when products.unit_cost is not null then customer_products.net_amount end)
            as costed_net_amount,
        sum(
            {{ customer_segments.money_product(
                '(customer_products.unit_count - customer_products.returned_unit_count)', 'products.unit_cost'
            ) }}
        ) as cost_amount
    from customer_products
    left join products on customer_products.product_id = products.product_id
    group by customer_products.customer_id
)

select * from final
