-- One row per product with a known cost: the share of its price that is margin, and its priority.
{{ config(materialized='view') }}
with

sold as (
    select
        aliases.listed_product_id as product_id,
        sum(customer_products.sales_amount) as sales_amount,
        sum(customer_products.unit_count * products.unit_cost) as cost_amount
    from {{ ref('int_segments__customer_products') }} as customer_products
    inner join {{ ref('int_segments__product_aliases') }} as aliases
        on customer_products.product_id = aliases.product_id
    inner join {{ ref('int_segments__products') }} as products
        on customer_products.product_id = products.product_id
    where customer_products.sales_amount > 0 and products.unit_cost is not null
    group by aliases.listed_product_id
),

shares as (
    select
        product_id,
        1 - {{ customer_segments.divide('cost_amount', 'sales_amount') }} as margin_share
    from sold
),

final as (
    select
        product_id,
        round(margin_share, 6) as margin_share,
        -- what is sold at a loss keeps a hundredth: last, yet there where nothing else is
        round(power(
            case when margin_share > 0.01 then margin_share else 0.01 end,
            {{ var('segments_recommendation_margin_weight') }}
        ), 6) as priority
    from shares
)

select * from final
