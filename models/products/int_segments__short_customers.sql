-- One row per customer whose purchases point to too little: newcomers, and whom a list of top sellers serves.
{{ config(materialized='view') }}
with

pointed_to as (
    select
        customer_id,
        category,
        count(*) as product_count
    from {{ ref('int_segments__personal_candidates') }}
    group by customer_id, category
),

counts as (
    select
        customer_id,
        sum(case
            when category is null or product_count <= {{ var('segments_recommendations_per_category') }}
                then product_count
            else {{ var('segments_recommendations_per_category') }}
        end) as product_count
    from pointed_to
    group by customer_id
),

final as (
    select
        segments.customer_id,
        served_methods.method as served_method
    from {{ ref('int_segments__customer_segments') }} as segments
    inner join {{ ref('int_segments__served_methods') }} as served_methods
        on segments.segment_id = served_methods.segment_id
    left join counts on segments.customer_id = counts.customer_id
    where coalesce(counts.product_count, 0) < {{ var('segments_recommendation_count') }}
)

select * from final
