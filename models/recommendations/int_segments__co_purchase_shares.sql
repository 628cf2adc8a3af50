-- One row per product and neighbour of it that is served today: the share of its buyers who bought both.
{{ config(materialized='view') }}
with

neighbours as (
    select distinct
        product_number,
        neighbour_number
    from {{ ref('int_segments__served_neighbours') }}
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
        co_purchase_count,
        customer_count
    from current_pairs
    union all
    select
        other_product_number as product_number,
        product_number as neighbour_number,
        co_purchase_count,
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
        neighbours.product_number,
        neighbours.neighbour_number,
        products.product_id,
        {{ customer_segments.divide('pairs.co_purchase_count', 'pairs.customer_count') }} as co_purchase_share
    from neighbours
    inner join products on neighbours.product_number = products.product_number
    inner join pairs
        on
            neighbours.product_number = pairs.product_number
            and neighbours.neighbour_number = pairs.neighbour_number
)

select * from final
