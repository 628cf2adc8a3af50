-- One row per product that may be recommended: sold, a product, and not on the list of exclusions.
with

products as (
    select distinct listed_product_id as product_id
    from {{ ref('int_segments__product_aliases') }}
),

excluded as (
    select distinct products.product_id
    from products
    inner join {{ ref('segments_recommendation_exclusions') }} as exclusions
        on products.product_id like exclusions.product_code_pattern escape '!'
),

final as (
    select
        products.product_id,
        product_details.product_name,
        product_details.category
    from products
    inner join {{ ref('int_segments__products') }} as product_details
        on products.product_id = product_details.product_id
    left join excluded on products.product_id = excluded.product_id
    where excluded.product_id is null
)

select * from final
