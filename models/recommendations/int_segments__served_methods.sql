-- One row per segment: the method of its recommendations, and the back-test figures that chose it.
with

comparisons as (
    select * from {{ ref('int_segments__method_comparisons') }}
),

winner as (
    select * from comparisons
    where is_winner
),

segments as (
    select distinct segment_id from {{ ref('int_segments__customer_segments') }}
),

-- the best list of the segment, of any kind
in_segment as (
    select * from {{ ref('int_segments__segment_comparisons') }}
    where list_rank = 1
),

judged as (
    select
        segments.segment_id,
        {{ customer_segments.setting_literal('segments_recommendation_method', 'cast(null as string)') }}
            as set_method,
        winner.method as winner,
        winner.ndcg_rank as winner_rank,
        winner.ndcg as winner_overall_ndcg,
        winner.ndcg + winner.shortfall as best_overall_ndcg,
        in_segment.winner_ndcg,
        in_segment.method as list_method,
        in_segment.ndcg as list_ndcg,
        in_segment.advantage as list_advantage,
        in_segment.standard_error as list_standard_error,
        coalesce(in_segment.customer_count, 0) >= {{ customer_segments.tuning('backtest_smallest_group') }}
            as is_judged
    from segments
    left join winner on winner.is_winner
    left join in_segment on segments.segment_id = in_segment.segment_id
),

decided as (
    select
        *,
        -- a list that is better by chance in one back-test is not served
        set_method is null and is_judged and coalesce(
            list_advantage > {{ customer_segments.z_score_95() }} * list_standard_error, false
        ) as is_fallback
    from judged
),

final as (
    select
        *,
        coalesce(
            set_method,
            case when is_fallback then list_method else winner end,
            '{{ var("segments_recommendation_scope") }}' || '_trending'
        ) as method
    from decided
)

select * from final
