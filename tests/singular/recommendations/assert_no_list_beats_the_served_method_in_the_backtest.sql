-- Fails where a list beats the winner for all customers, or is served in a segment without beating it there.
{{ config(enabled=var('segments_using_recommendations') | as_bool) }}
with

backtest as (
    select * from {{ ref('segments__recommendation_backtest') }}
    where evaluation_set = 'unseen' and metric = 'ndcg'
),

served_methods as (
    select * from {{ ref('int_segments__served_methods') }}
    where set_method is null
),

served as (
    select
        served_methods.segment_id,
        served_methods.method,
        served_methods.winner,
        served_methods.is_fallback,
        overall.value as value_of_all,
        in_segment.value as value_of_fallback,
        winners.value as winner_value
    from served_methods
    inner join backtest as overall
        on overall.segment_id = 'all' and served_methods.winner = overall.method
    left join backtest as in_segment
        on
            served_methods.segment_id = in_segment.segment_id
            and served_methods.method = in_segment.method
    left join backtest as winners
        on
            served_methods.segment_id = winners.segment_id
            and served_methods.winner = winners.method
),

lists as (
    select
        backtest.*,
        methods.fallback_level
    from backtest
    inner join {{ ref('segments_recommendation_methods') }} as methods on backtest.method = methods.method
    where methods.preference_order is not null and methods.kind != 'personal'
),

final as (
    select
        served.segment_id,
        served.method,
        lists.method as better_method
    from served
    inner join lists
        on
            lists.segment_id = 'all'
            and lists.fallback_level in ('shop', 'segment')
            and served.value_of_all < lists.value
    where '{{ var("segments_recommendation_scope") }}' = 'shop' or lists.fallback_level = 'segment'
    union all
    select
        segment_id,
        method,
        winner as better_method
    from served
    where is_fallback and value_of_fallback <= winner_value
)

select * from final
