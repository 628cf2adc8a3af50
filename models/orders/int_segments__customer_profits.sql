-- One row per customer who bought a product: gross profit where costs are known.
with

customer_products as (
    select * from {{ ref('int_segments__customer_products') }}
    where is_product
),

products as (
    select * from {{ ref('int_segments__products') }}
),

-- a line's own cost, else that of a unit of its product; without prices a cost is no loss
costed as (
    select
        customer_products.customer_id,
        customer_products.net_amount,
        {{ customer_segments.has_prices() }}
        and (customer_products.uncosted_line_count = 0 or products.unit_cost is not null) as is_costed,
        coalesce(customer_products.stated_cost_amount, 0) + case
            when customer_products.uncosted_line_count = 0 then 0
            else
                {{ customer_segments.money_product(
                    'customer_products.uncosted_unit_count', 'products.unit_cost'
                ) }}
        end as cost_amount
    from customer_products
    left join products on customer_products.product_id = products.product_id
),

final as (
    select
        customer_id,
        sum(net_amount) as product_net_amount,
        sum(case when is_costed then net_amount end) as costed_net_amount,
        sum(case when is_costed then cost_amount end) as cost_amount
    from costed
    group by customer_id
)

select * from final
