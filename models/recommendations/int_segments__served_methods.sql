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

backtest as (
    select
        intervals.*,
        comparisons.preference_order,
        comparisons.is_list
    from {{ ref('int_segments__backtest_intervals') }} as intervals
    inner join comparisons on intervals.method = comparisons.method
    where intervals.evaluation_set = 'unseen' and intervals.metric = 'ndcg'
),

-- a list of any kind may replace the winner in a segment
lists as (
    select
        *,
        row_number() over (partition by segment_id order by value desc, preference_order desc) as list_rank
    from backtest
    where is_list
),

in_segment as (
    select
        backtest.segment_id,
        backtest.customer_count,
        backtest.value as winner_ndcg,
        lists.method as list_method,
        lists.value as list_ndcg
    from backtest
    inner join winner on backtest.method = winner.method
    inner join lists on backtest.segment_id = lists.segment_id and lists.list_rank = 1
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
        in_segment.list_method,
        in_segment.list_ndcg,
        coalesce(in_segment.customer_count, 0) >= {{ customer_segments.tuning('backtest_smallest_group') }}
            as is_judged
    from segments
    left join winner on winner.is_winner
    left join in_segment on segments.segment_id = in_segment.segment_id
),

decided as (
    select
        *,
        set_method is null and is_judged and list_ndcg > winner_ndcg as is_fallback
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
