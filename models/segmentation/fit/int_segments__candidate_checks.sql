-- One row per algorithm and number of clusters: its metrics, and which requirements it meets.
{{ config(materialized='view') }}
with

tendency as (
    select * from {{ ref('int_segments__clustering_tendency') }}
),

verdict_on_tendency as (
    select
        coalesce(
            max(null_adjusted_silhouette)
            >= {{ customer_segments.tuning('smallest_clustering_tendency') }},
            false
        )
            as has_groups
    from tendency
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

checked as (
    select
        metrics.*,
        stability.stability,
        stability.clustering_ari,
        tendency.null_silhouette,
        tendency.null_adjusted_silhouette,
        mixtures.bic,
        verdict_on_tendency.has_groups,
        metrics.algorithm = '{{ var("segments_algorithm") }}' as is_algorithm,
        metrics.cluster_count >= {{ var('segments_cluster_count_min') }} as is_enough,
        metrics.smallest_share >= {{ var('segments_smallest_segment_share') }} as is_large_enough,
        coalesce(
            stability.stability >= case
                when verdict_on_tendency.has_groups then {{ customer_segments.tuning('smallest_stability') }}
                else {{ customer_segments.tuning('continuum_stability') }}
            end,
            false
        ) as is_stable,
        metrics.cluster_count = {{ customer_segments.setting_literal('segments_cluster_count', 0) }}
            as is_override
    from {{ ref('int_segments__cluster_metrics') }} as metrics
    cross join verdict_on_tendency
    left join tendency
        on metrics.cluster_count = tendency.cluster_count and metrics.algorithm = 'kmeans'
    left join stability
        on
            metrics.algorithm = stability.algorithm
            and metrics.cluster_count = stability.cluster_count
    left join mixtures
        on metrics.cluster_count = mixtures.cluster_count and metrics.algorithm = 'mixture'
),

final as (
    select
        *,
        -- clustering tendency is a property of the number of clusters
        max(null_adjusted_silhouette) over (partition by cluster_count) as null_adjusted_silhouette_at_count,
        min(
            case when is_enough and not (is_large_enough and is_stable) then cluster_count end
        ) over (partition by algorithm) as first_failure
    from checked
)

select * from final
