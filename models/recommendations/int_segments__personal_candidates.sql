-- One row per customer and product their purchases point to, best first.
{#- enough to choose from where a category takes only so many -#}
{%- set is_capped = var('segments_recommendations_per_category') < var('segments_recommendation_count') %}
{%- set place_count = var('segments_recommendation_count') * (5 if is_capped else 1) %}
with

customers as (
    select distinct
        histories.customer_number,
        histories.customer_id,
        segments.segment_id
    from {{ ref('int_segments__purchase_histories') }} as histories
    inner join {{ ref('int_segments__customer_segments') }} as segments
        on histories.customer_id = segments.customer_id
    where histories.is_current
),

histories as (
    select
        customers.segment_id,
        histories.customer_number,
        histories.product_number,
        histories.recency_rank,
        histories.taste_points
    from {{ ref('int_segments__purchase_histories') }} as histories
    inner join customers on histories.customer_number = customers.customer_number
    where histories.is_current
),

pointers as (
    select * from {{ ref('int_segments__served_pointers') }}
),

best as (
    {{ customer_segments.best_places(parts=8, count=place_count) }}
),

listed as (
    select
        customer_number,
        {{ customer_segments.unnested('places') }} as place
    from best
),

placed as (
    select
        customer_number,
        place,
        {{ customer_segments.placed_product('place') }} as product_number,
        {{ customer_segments.placed_points('place') }} / 100000000 as score
    from listed
),

final as (
    select
        customers.customer_id,
        customers.segment_id,
        placed.customer_number,
        placed.product_number,
        recommendable.product_id,
        recommendable.category,
        placed.score,
        row_number() over (partition by placed.customer_number order by placed.place desc) as candidate_rank
    from placed
    inner join customers on placed.customer_number = customers.customer_number
    inner join {{ ref('int_segments__recommendable_products') }} as recommendable
        on placed.product_number = recommendable.product_number
)

select * from final
