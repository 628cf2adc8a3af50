-- One row per customer, method and whether known products count: how well the first ten hit what was bought.
with

purchases as (
    select * from {{ ref('int_segments__backtest_purchases') }}
),

wanted as (
    select
        customer_id,
        'new' as items,
        count(*) as product_count
    from purchases
    where is_new
    group by customer_id
    union all
    select
        customer_id,
        'all' as items,
        count(*) as product_count
    from purchases
    group by customer_id
),

recommendations as (
    select
        *,
        sum(case when is_hit then 1 else 0 end) over (
            partition by customer_id, method, items
            order by recommendation_rank
            rows between unbounded preceding and current row
        ) as hits_so_far
    from {{ ref('int_segments__backtest_recommendations') }}
),

hits as (
    select
        customer_id,
        method,
        items,
        count(*) as hit_count,
        sum({{ customer_segments.rank_discount('recommendation_rank') }}) as discounted_hits,
        sum(cast({{ customer_segments.divide('hits_so_far', 'recommendation_rank') }} as decimal(18, 9)))
            as precision_sum
    from recommendations
    where is_hit
    group by customer_id, method, items
),

-- a method that has nothing for a customer has failed that customer
methods as (
    select distinct method from recommendations
),

final as (
    select
        wanted.customer_id,
        methods.method,
        wanted.items,
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
            and wanted.items = hits.items
            and methods.method = hits.method
    -- what a customer buys again is no method for products that are new to them
    where not (wanted.items = 'new' and methods.method = 'bought again')
)

select * from final
