-- One row per product that may be recommended: sold, not excluded and, where stock is known, in stock.
with

products as (
    select distinct
        listed_product_id as product_id,
        product_number
    from {{ ref('int_segments__product_aliases') }}
),

excluded as (
    select distinct products.product_id
    from products
    inner join {{ ref('segments_recommendation_exclusions') }} as exclusions
        on products.product_id like exclusions.product_code_pattern escape '!'
),

margins as (
    select * from {{ ref('int_segments__product_margins') }}
),

final as (
    select
        products.product_id,
        products.product_number,
        product_details.product_name,
        product_details.category,
        product_details.stock_unit_count,
        margins.margin_share,
        coalesce(margins.priority, 1) as priority
    from products
    inner join {{ ref('int_segments__products') }} as product_details
        on products.product_id = product_details.product_id
    left join excluded on products.product_id = excluded.product_id
    left join margins on products.product_id = margins.product_id
    where
        excluded.product_id is null
        -- no figure for the stock is no reason to hold a product back
        and (
            product_details.stock_unit_count is null
            or product_details.stock_unit_count >= {{ var('segments_recommendation_smallest_stock') }}
        )
)

select * from final
