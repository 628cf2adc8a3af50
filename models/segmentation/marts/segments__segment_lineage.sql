-- One row per segment of this build or the previous one: kept, merged, split off, born or gone.
with

aligned as (
    select * from {{ ref('int_segments__fitted_alignment') }}
),

cluster_sizes as (
    select
        cluster,
        max(cluster_customer_count) as customer_count
    from {{ ref('int_segments__segment_overlaps') }}
    group by cluster
),

final as (
    select
        aligned.segment_id,
        cast(aligned.previous_segment_id as string) as previous_segment_id,
        aligned.event,
        cast(aligned.matched_by as string) as matched_by,
        cast(coalesce(cluster_sizes.customer_count, 0) as bigint) as customer_count,
        cast(aligned.common_customer_count as bigint) as common_customer_count
    from aligned
    left join cluster_sizes on aligned.cluster = cluster_sizes.cluster
)

select * from final
