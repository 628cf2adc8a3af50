-- One row per sampled customer and dimension with a known level; segment is one of the dimensions.
{{ config(materialized='view') }}
with

sample as (
    select customer_id from {{ ref('int_segments__customer_sample') }}
),

final as (
    select
        levels.customer_id,
        levels.dimension,
        levels.level
    from {{ ref('int_segments__customer_levels') }} as levels
    inner join sample on levels.customer_id = sample.customer_id
    where levels.level != 'unknown'
    union all
    select
        segments.customer_id,
        'segment' as dimension,
        segments.segment_id as level
    from {{ ref('int_segments__customer_segments') }} as segments
    inner join sample on segments.customer_id = sample.customer_id
)

select * from final
