-- One row per as-of date and buyer: the segment at that date by today's model.
{{ config(materialized='view') }}
with

clusters as (
    select * from {{ ref('int_segments__history_clusters') }}
),

-- a shop too small for clusters has value terciles in place of them
terciles as (
    select * from {{ ref('int_segments__value_terciles') }}
),

assigned as (
    select
        clusters.as_of_date,
        clusters.customer_id,
        coalesce(terciles.tercile, clusters.cluster) as cluster
    from clusters
    left join terciles
        on clusters.as_of_date = terciles.as_of_date and clusters.customer_id = terciles.customer_id
),

final as (
    select
        assigned.as_of_date,
        assigned.customer_id,
        -- null where a clustering feature is not known at past dates
        case when {{ customer_segments.is_history_dated() }} then segments.segment_id end as segment_id
    from assigned
    inner join {{ ref('int_segments__aligned_segments') }} as segments on assigned.cluster = segments.cluster
)

select * from final
