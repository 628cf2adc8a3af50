-- One row per method that may be served: NDCG@10 on unseen products, compared with the best method.
with

-- where only the segment's products count, lists of other populations are not served
methods as (
    select
        method,
        fallback_level,
        preference_order,
        kind != 'personal' as is_list
    from {{ ref('segments_recommendation_methods') }}
    where
        preference_order is not null
        and (
            fallback_level in ('personal', 'segment') or '{{ var("segments_recommendation_scope") }}' = 'shop'
        )
),

scores as (
    select
        scores.customer_id,
        methods.*,
        scores.ndcg
    from {{ ref('int_segments__backtest_scores') }} as scores
    inner join methods on scores.method = methods.method
    where scores.evaluation_set = 'unseen'
),

ranked as (
    select
        method,
        preference_order,
        is_list,
        sum(ndcg) as total,
        max(case when is_list and fallback_level in ('shop', 'segment') then sum(ndcg) end) over ()
            as best_list_total,
        -- ties: the simpler method
        row_number() over (order by sum(ndcg) desc, preference_order desc) as ndcg_rank
    from scores
    group by method, fallback_level, preference_order, is_list
),

best_scores as (
    select
        scores.customer_id,
        scores.ndcg
    from scores
    inner join ranked on scores.method = ranked.method
    where ranked.ndcg_rank = 1
),

differences as (
    select
        scores.method,
        cast(sum(best_scores.ndcg - scores.ndcg) as double) as difference,
        cast(sum((best_scores.ndcg - scores.ndcg) * (best_scores.ndcg - scores.ndcg)) as double)
            as squared_difference,
        count(*) as customer_count
    from scores
    inner join best_scores on scores.customer_id = best_scores.customer_id
    group by scores.method
),

judged as (
    select
        ranked.*,
        differences.customer_count,
        round({{ customer_segments.divide('ranked.total', 'differences.customer_count') }}, 9) as ndcg,
        round(differences.difference / differences.customer_count, 9) as shortfall,
        round(coalesce(sqrt(greatest(
            differences.squared_difference
            - differences.difference * differences.difference / differences.customer_count, 0
        ) / differences.customer_count / nullif(differences.customer_count - 1, 0)), 0), 9) as standard_error
    from ranked
    inner join differences on ranked.method = differences.method
),

eligible as (
    select
        *,
        -- a personal method is preferred within chance of the best, but never below plain bestsellers
        ndcg_rank = 1 or (
            not is_list and total >= coalesce(best_list_total, 0)
            and shortfall <= {{ customer_segments.z_score_95() }} * standard_error
        ) as is_as_good
    from judged
),

final as (
    select
        *,
        is_as_good
        and row_number() over (
            partition by is_as_good order by case when is_list then 1 else 0 end, preference_order, ndcg_rank
        ) = 1 as is_winner
    from eligible
)

select * from final
