-- One row per product that may be recommended: sold, not excluded and not out of stock.
with

aliases as (
    select * from {{ ref('int_segments__product_aliases') }}
),

products as (
    select * from {{ ref('int_segments__products') }}
),

listed as (
    select distinct
        listed_product_id as product_id,
        product_number
    from aliases
),

excluded as (
    select distinct listed.product_id
    from listed
    inner join {{ ref('segments_recommendation_exclusions') }} as exclusions
        on listed.product_id like exclusions.product_code_pattern escape '!'
),

-- from what was paid, before returns
margins as (
    select
        aliases.listed_product_id as product_id,
        1 - {{ customer_segments.divide(
            'sum(customer_products.unit_count * products.unit_cost)', 'sum(customer_products.sales_amount)'
        ) }} as margin_share
    from {{ ref('int_segments__customer_products') }} as customer_products
    inner join aliases on customer_products.product_id = aliases.product_id
    inner join products on customer_products.product_id = products.product_id
    where customer_products.sales_amount > 0 and products.unit_cost is not null
    group by aliases.listed_product_id
),

final as (
    select
        listed.product_id,
        listed.product_number,
        products.product_name,
        products.category,
        products.stock_unit_count,
        round(margins.margin_share, 6) as margin_share,
        -- a product sold at a loss keeps a hundredth: it is last, yet offered where nothing else is left
        coalesce(round(power(
            case when margins.margin_share <= 0.01 then 0.01 else margins.margin_share end,
            {{ var('segments_recommendation_margin_weight') }}
        ), 6), 1) as priority
    from listed
    inner join products on listed.product_id = products.product_id
    left join excluded on listed.product_id = excluded.product_id
    left join margins on listed.product_id = margins.product_id
    where
        excluded.product_id is null
        -- a product without a stock figure may be recommended
        and (
            products.stock_unit_count is null
            or products.stock_unit_count >= {{ var('segments_recommendation_smallest_stock') }}
        )
)

select * from final
