-- One row per method that may be served: its NDCG@10 on new products, against the best, customer by customer.
with

methods as (
    {{ customer_segments.servable_methods() }}
),

scores as (
    select
        scores.customer_id,
        methods.*,
        scores.ndcg
    from {{ ref('int_segments__backtest_scores') }} as scores
    inner join methods on scores.method = methods.method
    where scores.items = 'new'
),

means as (
    select
        method,
        boldness,
        is_list,
        sum(ndcg) as total
    from scores
    group by method, boldness, is_list
),

ranked as (
    select
        *,
        max(case when method like 'shop%' or method like 'segment%' then total end) over ()
            as best_list_total,
        -- of equals, the simpler
        row_number() over (order by total desc, boldness desc) as place
    from means
),

best_scores as (
    select
        scores.customer_id,
        scores.ndcg
    from scores
    inner join ranked on scores.method = ranked.method
    where ranked.place = 1
),

differences as (
    select
        scores.method,
        count(*) as customer_count,
        sum(best_scores.ndcg - scores.ndcg) as difference,
        sum((best_scores.ndcg - scores.ndcg) * (best_scores.ndcg - scores.ndcg)) as squared_difference
    from scores
    inner join best_scores on scores.customer_id = best_scores.customer_id
    group by scores.method
),

judged as (
    select
        ranked.*,
        differences.customer_count,
        round({{ customer_segments.divide('ranked.total', 'differences.customer_count') }}, 9) as ndcg,
        round({{ customer_segments.divide('differences.difference', 'differences.customer_count') }}, 9)
            as shortfall,
        round({{ customer_segments.standard_error(
            'differences.difference', 'differences.squared_difference', 'differences.customer_count'
        ) }}, 9) as standard_error
    from ranked
    inner join differences on ranked.method = differences.method
),

eligible as (
    select
        *,
        -- personal methods are preferred where chance may have decided, but never below plain top sellers
        place = 1 or (
            not is_list
            and total >= coalesce(best_list_total, 0)
            and shortfall <= 1.96 * standard_error
        ) as is_as_good
    from judged
),

final as (
    select
        *,
        is_as_good
        and row_number() over (
            partition by is_as_good order by case when is_list then 1 else 0 end, boldness, place
        ) = 1 as is_winner
    from eligible
)

select * from final
