-- One row per segment: the method of its recommendations, and the back-test figures that chose it.
{{ config(materialized='view') }}
with

methods as (
    select * from {{ ref('segments_recommendation_methods') }}
),

options as (
    select replace({{ customer_segments.ordered_text('method', 'preference_order') }}, '|', ', ') as options
    from methods
    where preference_order is not null
),

served as (
    select
        served_methods.*,
        winners.label as winner_label,
        lists.label as list_label
    from {{ ref('int_segments__served_methods') }} as served_methods
    left join methods as winners on served_methods.winner = winners.method
    left join methods as lists on served_methods.list_method = lists.method
),

-- figures in sentences have four digits
figures as (
    select
        *,
        cast(round(winner_overall_ndcg, 4) as string) as winner_overall_text,
        cast(round(best_overall_ndcg, 4) as string) as best_overall_text,
        cast(round(winner_ndcg, 4) as string) as winner_text,
        cast(round(list_ndcg, 4) as string) as list_text
    from served
),

reasons as (
    select
        segment_id,
        method,
        case
            when set_method is not null then 'set by segments_recommendation_method'
            when winner is null then 'not measured: no customer bought an unseen product in the back-test'
            when is_fallback
                then
                    'in this segment the ' || list_label || ' reached NDCG@10 ' || list_text
                    || ' and the winner for all customers, ' || winner_label || ', ' || winner_text
            when winner_rank = 1
                then
                    'highest NDCG@10 of all customers with new products in the back-test, '
                    || winner_overall_text
            else
                'NDCG@10 of all customers with new products in the back-test ' || winner_overall_text
                || ', within chance of the highest, ' || best_overall_text
                || '; the preferred one of such methods'
        end
        || case
            when set_method is not null or winner is null or is_fallback then ''
            when is_judged
                then
                    '; in this segment ' || winner_text || ', and ' || list_text || ' by the best list, the '
                    || list_label
            else '; too few customers of this segment are in the back-test'
        end as reason
    from figures
),

final as (
    select
        'recommendation method' as question,
        dimension.segment_name as subject,
        options.options,
        'NDCG@10 '
        || coalesce(cast(round(backtest.value, 4) as string), 'not measured')
        || coalesce(' of ' || cast(backtest.customer_count as string) || ' customers', '')
        || ' in segments__recommendation_backtest' as evidence,
        reasons.method as choice,
        reasons.reason
    from reasons
    cross join options
    inner join {{ ref('int_segments__segments') }} as dimension on reasons.segment_id = dimension.segment_id
    left join {{ ref('segments__recommendation_backtest') }} as backtest
        on
            reasons.segment_id = backtest.segment_id
            and reasons.method = backtest.method
            and backtest.evaluation_set = 'unseen'
            and backtest.metric = 'ndcg'
)

select * from final
