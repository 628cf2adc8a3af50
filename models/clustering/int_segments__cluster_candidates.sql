-- One row per algorithm and number of clusters: its metrics, whether it may be chosen, and its place.
with

structure as (
    select * from {{ ref('int_segments__cluster_structure') }}
),

verdict_on_structure as (
    select coalesce(max(excess) >= {{ customer_segments.tuning('smallest_clustering_tendency') }}, false) as has_groups
    from structure
),

stability as (
    select
        algorithm,
        cluster_count,
        min(jaccard) as stability,
        max(clustering_ari) as clustering_ari
    from {{ ref('int_segments__cluster_stability') }}
    group by algorithm, cluster_count
),

mixtures as (
    select
        cluster_count,
        max(bic) as bic
    from {{ ref('int_segments__fitted_mixtures') }}
    group by cluster_count
),

measured as (
    select
        metrics.*,
        stability.stability,
        stability.clustering_ari,
        structure.null_silhouette,
        structure.excess as excess_silhouette,
        mixtures.bic,
        verdict_on_structure.has_groups,
        metrics.algorithm = '{{ var("segments_algorithm") }}' as is_algorithm,
        metrics.cluster_count >= {{ var('segments_cluster_count_min') }} as is_enough,
        metrics.smallest_share >= {{ var('segments_smallest_segment_share') }} as is_large_enough,
        coalesce(
            stability.stability >= case
                when verdict_on_structure.has_groups then {{ customer_segments.tuning('smallest_stability') }}
                else {{ customer_segments.tuning('continuum_stability') }}
            end,
            false
        ) as is_stable,
        metrics.cluster_count = {{ customer_segments.setting_literal('segments_cluster_count', 0) }} as is_override
    from {{ ref('int_segments__cluster_metrics') }} as metrics
    cross join verdict_on_structure
    left join structure
        on metrics.cluster_count = structure.cluster_count and metrics.algorithm = 'kmeans'
    left join stability
        on
            metrics.algorithm = stability.algorithm
            and metrics.cluster_count = stability.cluster_count
    left join mixtures
        on metrics.cluster_count = mixtures.cluster_count and metrics.algorithm = 'mixture'
),

compared as (
    select
        *,
        -- what stands out from a crowd is a property of the number of clusters
        max(excess_silhouette) over (partition by cluster_count) as excess_at_count,
        min(
            case when is_enough and not (is_large_enough and is_stable) then cluster_count end
        ) over (partition by algorithm) as first_failure
    from measured
),

ruled as (
    select
        *,
        case
            when cluster_count = 1 then 'no clusters at all'
            when is_override and is_algorithm then 'asked for by segments_cluster_count'
            when not is_algorithm and algorithm = 'money_tiers' then 'offered where there are no groups'
            when not is_algorithm then 'another algorithm is asked for'
            when not is_enough then 'fewer clusters than segments_cluster_count_min'
            when not is_large_enough then 'smallest cluster below segments_smallest_segment_share'
            when stability is null then 'not put to the test of stability'
            when not is_stable and has_groups
                then 'weakest cluster below segments_tuning.smallest_stability'
            when not is_stable then 'weakest cluster below segments_tuning.continuum_stability'
            when not has_groups and first_failure < cluster_count
                then 'fewer clusters failed already'
            else 'meets every demand'
        end as verdict,
        case
            when cluster_count = 1 then 8
            when is_override and is_algorithm then 1
            when algorithm = 'money_tiers' and not is_algorithm and has_groups then 9
            when algorithm = 'money_tiers' and not is_algorithm
                then {{ 2 if var('segments_without_groups') == 'money_tiers' else 4 }}
            when not is_algorithm then 10
            when
                is_enough and is_large_enough and is_stable
                and (has_groups or coalesce(cluster_count < first_failure, true))
                then 3
            when is_enough and is_large_enough then 5
            when is_large_enough then 6
            else 7
        end as preference_rung
    from compared
),

final as (
    select
        *,
        -- groups: the number that stands out most; none: the most that are found again
        row_number() over (
            order by
                preference_rung,
                case when has_groups and preference_rung = 3 then excess_at_count end desc nulls last,
                case when preference_rung = 3 then cluster_count end desc,
                stability desc nulls last,
                silhouette desc nulls last,
                cluster_count,
                algorithm
        ) as choice_rank
    from ruled
)

select * from final
