-- One row per algorithm and number of clusters: the verdict on it, and its rank in the choice.
with

ruled as (
    select
        *,
        case
            when cluster_count = 1 then 'a single cluster'
            when is_override and is_algorithm then 'set by segments_cluster_count'
            when not is_algorithm and algorithm = 'money_tiers' then 'for shops without groups'
            when not is_algorithm then 'not the algorithm of segments_algorithm'
            when not is_enough then 'fewer clusters than segments_cluster_count_min'
            when not is_large_enough then 'smallest cluster below segments_smallest_segment_share'
            when stability is null then 'stability was not tested'
            when not is_stable and has_groups then 'weakest cluster below segments_tuning.smallest_stability'
            when not is_stable then 'weakest cluster below segments_tuning.continuum_stability'
            when not has_groups and first_failure < cluster_count
                then 'a smaller number of clusters failed'
            else 'meets every requirement'
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
        end as selection_rank
    from {{ ref('int_segments__candidate_checks') }}
),

final as (
    select
        *,
        -- with groups the highest null-adjusted silhouette; without, the most stable clusters
        row_number() over (
            order by
                selection_rank,
                case when has_groups and selection_rank = 3 then null_adjusted_silhouette_at_count end
                desc nulls last,
                case when selection_rank = 3 then cluster_count end desc,
                stability desc nulls last,
                silhouette desc nulls last,
                cluster_count,
                algorithm
        ) as choice_rank
    from ruled
)

select * from final
