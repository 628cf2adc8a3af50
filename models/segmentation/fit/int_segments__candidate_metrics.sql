-- One row per algorithm and number of clusters: its metrics, its stability and the clustering tendency.
{{ config(materialized='view') }}
with

stability as (
    select
        algorithm,
        cluster_count,
        min(jaccard) as stability,
        -- of the weakest cluster
        min_by(jaccard_error, jaccard) as stability_error,
        max(clustering_ari) as clustering_ari,
        max(prediction_strength) as prediction_strength,
        max(prediction_strength_error) as prediction_strength_error
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

final as (
    select
        metrics.*,
        stability.stability,
        stability.stability_error,
        stability.clustering_ari,
        stability.prediction_strength,
        stability.prediction_strength_error,
        tendency.null_silhouette,
        tendency.null_adjusted_silhouette,
        mixtures.bic,
        -- clustering tendency is a property of the number of clusters
        max(tendency.null_adjusted_silhouette) over (
            partition by metrics.cluster_count
        ) as null_adjusted_silhouette_at_count,
        max(tendency.null_adjusted_silhouette) over () as largest_null_adjusted_silhouette,
        -- groups are real where one half of the customers predicts those of the other
        coalesce(max(case
            when stability.prediction_strength
                >= {{ customer_segments.tuning('smallest_prediction_strength') }}
                then tendency.null_adjusted_silhouette
        end) over () >= {{ customer_segments.tuning('smallest_clustering_tendency') }}, false) as has_groups
    from {{ ref('int_segments__cluster_metrics') }} as metrics
    left join {{ ref('int_segments__clustering_tendency') }} as tendency
        on metrics.cluster_count = tendency.cluster_count and metrics.algorithm = 'kmeans'
    left join stability
        on
            metrics.algorithm = stability.algorithm
            and metrics.cluster_count = stability.cluster_count
    left join mixtures
        on metrics.cluster_count = mixtures.cluster_count and metrics.algorithm = 'mixture'
)

select * from final
