-- One row per algorithm and number of clusters that was tried: how good it is and why it was chosen or not.
with

candidates as (
    select * from {{ ref('int_segments__cluster_candidates') }}
),

final as (
    select
        algorithm,
        cast(cluster_count as integer) as cluster_count,
        cast(customer_count as bigint) as customer_count,
        inertia,
        silhouette,
        davies_bouldin,
        calinski_harabasz,
        stability,
        smallest_share,
        largest_share,
        choice_rank = 1 as is_chosen,
        case
            when choice_rank = 1 and verdict = 'meets every demand' and has_groups
                then 'chosen: of those that meet every demand, the number of groups that stands out most'
            when choice_rank = 1 and verdict = 'meets every demand'
                then 'chosen: a convention, the most clusters that are found again'
            when choice_rank = 1 and algorithm = 'tiers' and not is_algorithm
                then 'chosen: there are no groups, and tiers are honest about it'
            when choice_rank = 1 and verdict like 'asked for%' then 'chosen: ' || verdict
            when choice_rank = 1 then 'chosen for want of better: ' || verdict
            when verdict = 'meets every demand' and has_groups
                then 'meets every demand, but another number stands out more'
            when verdict = 'meets every demand'
                then 'meets every demand, but another does so with more clusters'
            else verdict
        end as verdict,
        null_silhouette,
        excess_silhouette,
        clustering_ari as stability_ari,
        bic
    from candidates
)

select * from final
