-- One row per customer and product they may be recommended, in order, none of which they know.
{%- set is_capped = var('segments_recommendations_per_category') < var('segments_recommendation_count') %}
with

pointed_to as (
    select
        personal.customer_id,
        personal.product_id,
        personal.category,
        served_methods.method,
        1 as rung_number,
        personal.score
    from {{ ref('int_segments__personal_candidates') }} as personal
    inner join {{ ref('int_segments__served_methods') }} as served_methods
        on personal.segment_id = served_methods.segment_id
),

fill_ups as (
    select ladder.*
    from {{ ref('int_segments__ladder_candidates') }} as ladder
    left join pointed_to
        on ladder.customer_id = pointed_to.customer_id and ladder.product_id = pointed_to.product_id
    where pointed_to.product_id is null
),

candidates as (
    select * from pointed_to
    union all
    select
        customer_id,
        product_id,
        category,
        method,
        rung_number,
        score
    from fill_ups
),

allowed as (
    select
        *,
        {% if is_capped -%}
        row_number() over (
            partition by customer_id, category order by rung_number, score desc, product_id
        )
        {%- else %}1{% endif %} as category_place
    from candidates
),

final as (
    select
        customer_id,
        product_id,
        category,
        method,
        rung_number,
        score,
        row_number() over (
            partition by customer_id order by rung_number, score desc, product_id
        ) as candidate_rank
    from allowed
    where category is null or category_place <= {{ var('segments_recommendations_per_category') }}
)

select * from final
where candidate_rank <= {{ var('segments_recommendation_count') }}
