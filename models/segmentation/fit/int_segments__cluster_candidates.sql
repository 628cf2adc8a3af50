-- One row per algorithm and number of clusters: the verdict on it, and its rank in the choice.
{%- set suffixes = ['', '_within_error', '_beyond_error'] %}
with

acceptable as (
    select
        *,
    {%- for suffix in suffixes %}
    is_sound{{ suffix }} and (
        has_groups or coalesce(cluster_count < first_failure{{ suffix }}, true)
    ) as is_acceptable{{ suffix }}
    {%- if not loop.last %},{% endif %}
    {%- endfor %}
    from {{ ref('int_segments__candidate_checks') }}
),

-- the number of the previous build stays unless it fails by more than the error, or there are groups and
-- a larger one passes by more than the error; without groups no number is the right one
held as (
    select
        *,
        is_previous_count and is_algorithm and is_acceptable_within_error and (not has_groups or coalesce(
            max(case when is_acceptable_beyond_error then cluster_count end) over (
                partition by algorithm
            ) <= cluster_count, true
        )) as is_kept_count
    from acceptable
),

ruled as (
    select
        *,
        case
            when cluster_count = 1 then 'a single cluster'
            when is_override and is_algorithm then 'set by segments_cluster_count'
            when not is_algorithm and algorithm = 'money_tiers' then 'for shops without groups'
            when not is_algorithm then 'not the algorithm of segments_algorithm'
            when not is_enough then 'fewer clusters than segments_cluster_count_min'
            when is_kept_count and not is_acceptable then 'meets every requirement within its error'
            when not is_large_enough then 'smallest cluster below segments_smallest_segment_share'
            when stability is null then 'stability was not tested'
            when not is_stable and has_groups then 'weakest cluster below segments_tuning.smallest_stability'
            when not is_stable then 'weakest cluster below segments_tuning.continuum_stability'
            when not is_predicted
                then 'prediction strength below segments_tuning.smallest_prediction_strength'
            when not is_pronounced
                then 'groups less distinct than segments_tuning.smallest_relative_tendency allows'
            when not is_acceptable then 'a smaller number of clusters failed'
            else 'meets every requirement'
        end as verdict,
        case
            when cluster_count = 1 then 8
            when is_override and is_algorithm then 1
            when algorithm = 'money_tiers' and not is_algorithm and has_groups then 9
            when algorithm = 'money_tiers' and not is_algorithm
                then {{ 2 if var('segments_without_groups') == 'money_tiers' else 4 }}
            when not is_algorithm then 10
            when is_acceptable or is_kept_count then 3
            when is_enough and is_large_enough then 5
            when is_enough then 6
            else 7
        end as selection_rank
    from held
),

final as (
    select
        *,
        -- of acceptable numbers that of the previous build, then the largest; of others the most stable
        row_number() over (
            order by
                selection_rank,
                case when selection_rank = 3 and is_kept_count then 0 else 1 end,
                case when selection_rank = 3 then cluster_count end desc,
                stability desc nulls last,
                silhouette desc nulls last,
                cluster_count,
                algorithm
        ) as choice_rank,
        -- what would be chosen if nothing had been published before
        row_number() over (
            order by
                case when selection_rank = 3 and not is_acceptable then 5 else selection_rank end,
                case when is_acceptable then cluster_count end desc,
                stability desc nulls last,
                silhouette desc nulls last,
                cluster_count,
                algorithm
        ) as rank_without_previous
    from ruled
)

select * from final
