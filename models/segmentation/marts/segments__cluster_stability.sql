-- One row per clustering that was tried and cluster: its silhouette and its stability.
with

judged as (
    select * from {{ ref('int_segments__cluster_stability') }}
),

segments as (
    select * from {{ ref('int_segments__aligned_segments') }}
),

final as (
    select
        judged.algorithm,
        cast(judged.cluster_count as integer) as cluster_count,
        cast(judged.cluster as integer) as cluster,
        candidates.is_chosen,
        segments.segment_id,
        cast(judged.customer_count as bigint) as customer_count,
        judged.silhouette,
        judged.jaccard,
        judged.jaccard_error,
        judged.jaccard < {{ customer_segments.tuning('smallest_stability') }} as is_doubtful,
        -- by default thresholds of Hennig (2007)
        case
            when judged.jaccard >= {{ customer_segments.tuning('continuum_stability') }} then 'highly stable'
            when judged.jaccard >= {{ customer_segments.tuning('smallest_stability') }} then 'stable'
            when judged.jaccard >= 0.6 then 'a pattern with doubtful membership'
            when judged.jaccard >= 0 then 'not stable'
            else 'not tested'
        end as verdict
    from judged
    inner join {{ ref('segments__cluster_candidates') }} as candidates
        on judged.algorithm = candidates.algorithm and judged.cluster_count = candidates.cluster_count
    left join segments on candidates.is_chosen and judged.cluster = segments.cluster
)

select * from final
