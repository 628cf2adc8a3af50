-- One row per segment and bestseller list: its NDCG@10 on unseen products, compared with the winner.
with

scores as (
    select
        segments.segment_id,
        scores.customer_id,
        comparisons.method,
        comparisons.preference_order,
        comparisons.is_list,
        comparisons.is_winner,
        scores.ndcg
    from {{ ref('int_segments__backtest_scores') }} as scores
    inner join {{ ref('int_segments__method_comparisons') }} as comparisons
        on scores.method = comparisons.method
    inner join {{ ref('int_segments__customer_segments') }} as segments
        on scores.customer_id = segments.customer_id
    where scores.evaluation_set = 'unseen'
),

winner_scores as (
    select
        customer_id,
        ndcg
    from scores
    where is_winner
),

differences as (
    select
        scores.segment_id,
        scores.method,
        scores.preference_order,
        count(*) as customer_count,
        sum(scores.ndcg) as total,
        sum(winner_scores.ndcg) as winner_total,
        cast(sum(scores.ndcg - winner_scores.ndcg) as double) as difference,
        cast(sum((scores.ndcg - winner_scores.ndcg) * (scores.ndcg - winner_scores.ndcg)) as double)
            as squared_difference
    from scores
    inner join winner_scores on scores.customer_id = winner_scores.customer_id
    where scores.is_list
    group by scores.segment_id, scores.method, scores.preference_order
),

final as (
    select
        segment_id,
        method,
        preference_order,
        customer_count,
        round({{ customer_segments.divide('total', 'customer_count') }}, 6) as ndcg,
        round({{ customer_segments.divide('winner_total', 'customer_count') }}, 6) as winner_ndcg,
        round(difference / customer_count, 9) as advantage,
        round(coalesce(sqrt(greatest(
            squared_difference - difference * difference / customer_count, 0
        ) / customer_count / nullif(customer_count - 1, 0)), 0), 9) as standard_error,
        row_number() over (
            partition by segment_id order by total desc, preference_order desc
        ) as list_rank
    from differences
)

select * from final
