-- One row per product with a category or, in a shop without any, with a family found in product names.
{{ config(materialized='view') }}
with

final as (
    select
        product_id,
        category,
        false as is_family
    from {{ ref('int_segments__products') }}
    where category is not null
    union all
    select
        product_id,
        family as category,
        true as is_family
    from {{ ref('int_segments__product_families') }}
)

select * from final
