-- One row per customer, method, whether known products count, and rank: what would have been recommended.
with

customers as (
    select distinct
        made_for_date,
        customer_id
    from {{ ref('int_segments__backtest_purchases') }}
),

histories as (
    select * from {{ ref('int_segments__purchase_histories') }}
    where not is_current
),

seeds as (
    select
        histories.made_for_date,
        histories.customer_id,
        histories.product_id,
        {{ customer_segments.halved(
            'histories.days_since_last_order', var('segments_taste_half_life_days')
        ) }} as weight
    from histories
    inner join customers on histories.customer_id = customers.customer_id
    where histories.recency_rank <= {{ var('segments_history_products') }}
),

from_neighbours as (
    select
        seeds.customer_id,
        neighbours.method,
        neighbours.neighbour_id as product_id,
        {{ customer_segments.neighbour_score('seeds.weight', 'neighbours.weight') }} as score
    from seeds
    inner join {{ ref('int_segments__product_neighbours') }} as neighbours
        on
            seeds.made_for_date = neighbours.made_for_date
            and seeds.product_id = neighbours.product_id
    group by seeds.customer_id, neighbours.method, neighbours.neighbour_id
),

from_audiences as (
    select
        customers.customer_id,
        top_products.method,
        top_products.product_id,
        top_products.score
    from customers
    inner join {{ ref('int_segments__customer_audiences') }} as audiences
        on
            customers.made_for_date = audiences.made_for_date
            and customers.customer_id = audiences.customer_id
    inner join {{ ref('int_segments__audience_products') }} as top_products
        on
            audiences.made_for_date = top_products.made_for_date
            and audiences.kind = top_products.kind
            and audiences.audience = top_products.audience
),

from_own_history as (
    select
        histories.customer_id,
        'bought again' as method,
        histories.product_id,
        cast(histories.day_count * {{ customer_segments.halved(
            'histories.days_since_last_order', var('segments_taste_half_life_days')
        ) }} as {{ customer_segments.type_double() }}) as score
    from histories
    inner join customers on histories.customer_id = customers.customer_id
    where histories.last_order_date is not null
),

candidates as (
    select * from from_neighbours
    union all
    select * from from_audiences
    union all
    select * from from_own_history
),

known as (
    select
        candidates.*,
        histories.product_id is null as is_new
    from candidates
    left join histories
        on
            candidates.customer_id = histories.customer_id
            and candidates.product_id = histories.product_id
),

in_scope as (
    select
        *,
        'new' as items
    from known
    where is_new
    union all
    select
        *,
        'all' as items
    from known
),

ranked as (
    select
        *,
        row_number() over (
            partition by customer_id, method, items order by score desc, product_id
        ) as recommendation_rank
    from in_scope
),

final as (
    select
        ranked.customer_id,
        ranked.method,
        ranked.items,
        ranked.recommendation_rank,
        ranked.product_id,
        purchases.product_id is not null as is_hit
    from ranked
    left join {{ ref('int_segments__backtest_purchases') }} as purchases
        on
            ranked.customer_id = purchases.customer_id
            and ranked.product_id = purchases.product_id
    where ranked.recommendation_rank <= 10
)

select * from final
