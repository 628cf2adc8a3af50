-- One row per segment: how its customers are recommended to, and the back-test's reason.
with

methods as (
    {{ customer_segments.servable_methods() }}
),

backtest as (
    select
        backtest.*,
        methods.boldness,
        methods.is_list
    from {{ ref('int_segments__backtest_intervals') }} as backtest
    inner join methods on backtest.method = methods.method
    where backtest.items = 'new' and backtest.metric = 'ndcg'
),

winner as (
    select * from {{ ref('int_segments__method_comparisons') }}
    where is_winner
),

-- what may take over in a segment where the winner loses: top sellers of any kind
lists as (
    select
        *,
        row_number() over (partition by segment_id order by value desc, boldness desc) as place
    from backtest
    where is_list
),

in_segment as (
    select
        backtest.segment_id,
        backtest.customer_count,
        backtest.value as winner_value,
        lists.method as fallback_method,
        lists.value as fallback_value
    from backtest
    inner join winner on backtest.method = winner.method
    inner join lists on backtest.segment_id = lists.segment_id and lists.place = 1
),

chosen as (
    select
        profiles.segment_id,
        winner.method as winner,
        winner.place as winner_place,
        winner.ndcg as winner_overall_value,
        winner.ndcg + winner.shortfall as best_overall_value,
        in_segment.fallback_method,
        in_segment.fallback_value,
        in_segment.winner_value,
        {{ customer_segments.setting_literal('segments_recommendation_method', 'cast(null as ' ~ dbt.type_string() ~ ')') }} as asked_method,
        coalesce(in_segment.customer_count, 0) >= {{ customer_segments.tuning('backtest_smallest_group') }} as is_judged
    from {{ ref('segments__profiles') }} as profiles
    left join winner on winner.is_winner
    left join in_segment on profiles.segment_id = in_segment.segment_id
),

judged as (
    select
        *,
        asked_method is null and is_judged and fallback_value > winner_value as is_fallback
    from chosen
),

final as (
    select
        segment_id,
        coalesce(
            asked_method,
            case when is_fallback then fallback_method else winner end,
            {{ "'segment recent top'" if var('segments_recommendation_scope') == 'segment'
                else "'shop recent top'" }}
        ) as method,
        is_fallback,
        {{ customer_segments.served_reason() }} as reason
    from judged
)

select * from final
