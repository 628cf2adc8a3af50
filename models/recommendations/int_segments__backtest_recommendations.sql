-- One row per customer, method, whether known products count, and rank: what would have been recommended.
with

candidates as (
    select * from {{ ref('int_segments__backtest_candidates') }}
),

purchases as (
    select * from {{ ref('int_segments__backtest_purchases') }}
),

in_scope as (
    select
        *,
        'new' as items
    from candidates
    where is_new
    union all
    select
        *,
        'all' as items
    from candidates
),

best as (
    select
        customer_id,
        method,
        items,
        {{ customer_segments.largest(
            customer_segments.place_number('round(score * 100000000, 0)', 'product_number'), 10
        ) }} as places
    from in_scope
    group by customer_id, method, items
),

listed as (
    select
        customer_id,
        method,
        items,
        {{ customer_segments.unnested('places') }} as place
    from best
),

ranked as (
    select
        customer_id,
        method,
        items,
        {{ customer_segments.placed_product('place') }} as product_number,
        row_number() over (
            partition by customer_id, method, items order by place desc
        ) as recommendation_rank
    from listed
),

products as (
    select distinct
        listed_product_id as product_id,
        product_number
    from {{ ref('int_segments__product_aliases') }}
),

final as (
    select
        ranked.customer_id,
        ranked.method,
        ranked.items,
        ranked.recommendation_rank,
        products.product_id,
        purchases.product_id is not null as is_hit
    from ranked
    inner join products on ranked.product_number = products.product_number
    left join purchases
        on
            ranked.customer_id = purchases.customer_id
            and products.product_id = purchases.product_id
)

select * from final
