-- One row per algorithm and number of clusters that was tried: its metrics and why it was chosen or not.
with

candidates as (
    select * from {{ ref('int_segments__cluster_candidates') }}
),

tendency as (
    select * from {{ ref('int_segments__clustering_tendency') }}
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
        case
            when candidates.choice_rank = 1 and candidates.rank_without_previous > 1
                then 'chosen: the number of the previous build, which the evidence does not contradict'
            when candidates.choice_rank = 1 and candidates.selection_rank = 3 and candidates.has_groups
                then 'chosen: the largest number of clusters that meets every requirement'
            when candidates.choice_rank = 1 and candidates.selection_rank = 3
                then 'chosen: partition of a continuum, the largest number of stable clusters'
            when
                candidates.choice_rank = 1 and candidates.algorithm = 'money_tiers'
                and not candidates.is_algorithm
                then 'chosen: no clusters were found; money tiers are used'
            when candidates.choice_rank = 1 and candidates.selection_rank = 1
                then 'chosen: ' || candidates.verdict
            when candidates.choice_rank = 1
                then 'chosen, as no candidate meets every requirement: '
                    || candidates.verdict
            when candidates.verdict = 'meets every requirement' and candidates.rank_without_previous = 1
                then 'meets every requirement, but the number of the previous build is kept'
            when candidates.verdict = 'meets every requirement'
                then 'meets every requirement, but a larger number does too'
            else candidates.verdict
        end as verdict,
        candidates.null_silhouette,
        candidates.null_adjusted_silhouette,
        candidates.clustering_ari as stability_ari,
        candidates.bic,
        candidates.silhouette_low,
        candidates.silhouette_high,
        tendency.gap,
        tendency.gap_spread,
        candidates.prediction_strength,
        candidates.stability_error,
        candidates.prediction_strength_error,
        {%- for algorithm in customer_segments.algorithms() %}
        candidates.agreement_{{ algorithm }}
        {%- if not loop.last %},{% endif %}
        {%- endfor %}
    from candidates
    left join tendency
        on candidates.cluster_count = tendency.cluster_count and candidates.algorithm = 'kmeans'
)

select * from final
