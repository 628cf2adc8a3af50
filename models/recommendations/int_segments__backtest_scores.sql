-- One row per customer, method and evaluation set: ranking metrics of the first ten recommendations.
with

purchases as (
    select * from {{ ref('int_segments__backtest_purchases') }}
),

wanted as (
    select
        customer_id,
        'unseen' as evaluation_set,
        count(*) as product_count
    from purchases
    where is_unseen
    group by customer_id
    union all
    select
        customer_id,
        'all' as evaluation_set,
        count(*) as product_count
    from purchases
    group by customer_id
),

recommendations as (
    select
        *,
        sum(case when is_hit then 1 else 0 end) over (
            partition by customer_id, method, evaluation_set
            order by recommendation_rank
            rows between unbounded preceding and current row
        ) as hits_so_far
    from {{ ref('int_segments__backtest_recommendations') }}
),

hits as (
    select
        customer_id,
        method,
        evaluation_set,
        count(*) as hit_count,
        sum({{ customer_segments.rank_discount('recommendation_rank') }}) as discounted_hits,
        sum(cast({{ customer_segments.divide('hits_so_far', 'recommendation_rank') }} as decimal(18, 9)))
            as precision_sum
    from recommendations
    where is_hit
    group by customer_id, method, evaluation_set
),

-- a method without a recommendation for a customer scores 0
methods as (
    select distinct method from recommendations
),

final as (
    select
        wanted.customer_id,
        methods.method,
        wanted.evaluation_set,
        wanted.product_count,
        cast(
            coalesce({{ customer_segments.divide('hits.hit_count', 'wanted.product_count') }}, 0) as decimal(
                18, 9
            )
        )
            as recall,
        cast(coalesce({{ customer_segments.divide(
            'hits.discounted_hits', customer_segments.best_discount('wanted.product_count')
        ) }}, 0) as decimal(18, 9)) as ndcg,
        cast(case when hits.hit_count > 0 then 1 else 0 end as decimal(18, 9)) as hit_rate,
        cast(
            coalesce(
                {{ customer_segments.divide('hits.precision_sum', 'least(wanted.product_count, 10)') }}, 0
            )
            as decimal(18, 9)
        ) as average_precision
    from wanted
    cross join methods
    left join hits
        on
            wanted.customer_id = hits.customer_id
            and wanted.evaluation_set = hits.evaluation_set
            and methods.method = hits.method
    -- repeat_purchase recommends no unseen products
    where not (wanted.evaluation_set = 'unseen' and methods.method = 'repeat_purchase')
)

select * from final
