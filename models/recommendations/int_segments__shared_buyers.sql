-- One row per product and neighbour it points to today: the share of its buyers who took both.
{{ config(materialized='view') }}
with

pointers as (
    select distinct
        product_number,
        neighbour_number
    from {{ ref('int_segments__served_pointers') }}
),

current_pairs as (
    select pairs.*
    from {{ ref('int_segments__product_pairs') }} as pairs
    inner join {{ ref('int_segments__recommendation_dates') }} as dates
        on pairs.made_for_date = dates.made_for_date
    where dates.is_current
),

pairs as (
    select
        product_number,
        other_product_number as neighbour_number,
        both_count,
        customer_count
    from current_pairs
    union all
    select
        other_product_number as product_number,
        product_number as neighbour_number,
        both_count,
        other_customer_count as customer_count
    from current_pairs
),

products as (
    select distinct
        listed_product_id as product_id,
        product_number
    from {{ ref('int_segments__product_aliases') }}
),

final as (
    select
        pointers.product_number,
        pointers.neighbour_number,
        products.product_id,
        {{ customer_segments.divide('pairs.both_count', 'pairs.customer_count') }} as both_share
    from pointers
    inner join products on pointers.product_number = products.product_number
    inner join pairs
        on
            pointers.product_number = pairs.product_number
            and pointers.neighbour_number = pairs.neighbour_number
)

select * from final
