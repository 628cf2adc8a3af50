-- One row per segment, product and neighbour that may be recommended to its buyers, by the segment's method.
{{ config(materialized='view') }}
with

neighbours as (
    select neighbours.*
    from {{ ref('int_segments__item_neighbours') }} as neighbours
    inner join {{ ref('int_segments__recommendation_dates') }} as dates
        on neighbours.made_for_date = dates.made_for_date
    where dates.is_current
),

final as (
    select
        served_methods.segment_id,
        neighbours.method,
        neighbours.product_number,
        neighbours.neighbour_number,
        neighbours.neighbour_weight
    from {{ ref('int_segments__served_methods') }} as served_methods
    inner join neighbours on served_methods.method = neighbours.method
    inner join {{ ref('int_segments__recommendable_products') }} as recommendable
        on neighbours.neighbour_number = recommendable.product_number
    {% if var('segments_recommendation_scope') == 'segment' -%}
    inner join {{ ref('int_segments__population_products') }} as segment_products
        on
            served_methods.segment_id = segment_products.population
            and recommendable.product_id = segment_products.product_id
            and segment_products.method = 'segment_bestsellers'
    {% endif %}
)

select * from final
