-- One row per segment, product and neighbour that its buyers may be pointed to, by the segment's method.
{{ config(materialized='view') }}
with

neighbours as (
    select neighbours.*
    from {{ ref('int_segments__product_neighbours') }} as neighbours
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
        round(neighbours.neighbour_points * recommendable.priority, 0) as neighbour_points
    from {{ ref('int_segments__served_methods') }} as served_methods
    inner join neighbours on served_methods.method = neighbours.method
    inner join {{ ref('int_segments__recommendable_products') }} as recommendable
        on neighbours.neighbour_number = recommendable.product_number
    {% if var('segments_recommendation_scope') == 'segment' -%}
    inner join {{ ref('int_segments__audience_products') }} as segment_tops
        on
            served_methods.segment_id = segment_tops.audience
            and recommendable.product_id = segment_tops.product_id
            and segment_tops.method = 'segment top'
    {% endif %}
)

select * from final
