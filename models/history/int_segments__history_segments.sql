-- One row per as-of date and buyer: the segment today's model would have put them in on that day.
{{ config(materialized='view') }}
with

clusters as (
    select * from {{ ref('int_segments__history_clusters') }}
),

-- too small a shop for clusters is cut into tiers of value
tiers as (
    select * from {{ ref('int_segments__history_tiers') }}
),

placed as (
    select
        clusters.as_of_date,
        clusters.customer_id,
        coalesce(tiers.tier, clusters.cluster) as cluster
    from clusters
    left join tiers
        on clusters.as_of_date = tiers.as_of_date and clusters.customer_id = tiers.customer_id
),

final as (
    select
        placed.as_of_date,
        placed.customer_id,
        -- what is not known as of a past day cannot have put anybody anywhere then
        case when {{ customer_segments.is_history_dated() }} then segments.segment_id end as segment_id
    from placed
    inner join {{ ref('int_segments__aligned_segments') }} as segments on placed.cluster = segments.cluster
)

select * from final
