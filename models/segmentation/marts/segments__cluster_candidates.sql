-- One row per algorithm and number of clusters that was tried: how good it is and why it was chosen or not.
with

candidates as (
    select * from {{ ref('int_segments__cluster_candidates') }}
),

structure as (
    select * from {{ ref('int_segments__cluster_structure') }}
),

foretold as (
    select
        algorithm,
        cluster_count,
        max(prediction_strength) as prediction_strength
    from {{ ref('int_segments__cluster_stability') }}
    group by algorithm, cluster_count
),

final as (
    select
        candidates.algorithm,
        cast(candidates.cluster_count as integer) as cluster_count,
        cast(candidates.customer_count as bigint) as customer_count,
        candidates.inertia,
        candidates.silhouette,
        candidates.davies_bouldin,
        candidates.calinski_harabasz,
        candidates.stability,
        candidates.smallest_share,
        candidates.largest_share,
        candidates.choice_rank = 1 as is_chosen,
        {{ customer_segments.candidate_verdict() }} as verdict,
        candidates.null_silhouette,
        candidates.excess_silhouette,
        candidates.clustering_ari as stability_ari,
        candidates.bic,
        candidates.silhouette_low,
        candidates.silhouette_high,
        structure.gap,
        structure.gap_spread,
        foretold.prediction_strength,
        {%- for algorithm in customer_segments.algorithms() %}
        candidates.agreement_{{ algorithm }}
        {%- if not loop.last %},{% endif %}
        {%- endfor %}
    from candidates
    left join structure
        on candidates.cluster_count = structure.cluster_count and candidates.algorithm = 'kmeans'
    left join foretold
        on candidates.algorithm = foretold.algorithm and candidates.cluster_count = foretold.cluster_count
)

select * from final
