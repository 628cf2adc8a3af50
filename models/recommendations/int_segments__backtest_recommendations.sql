-- One row per customer, method, evaluation set and rank: the product that would have been recommended.
with

candidates as (
    select * from {{ ref('int_segments__backtest_candidates') }}
),

purchases as (
    select * from {{ ref('int_segments__backtest_purchases') }}
),

in_set as (
    select
        *,
        'unseen' as evaluation_set
    from candidates
    where is_unseen
    union all
    select
        *,
        'all' as evaluation_set
    from candidates
),

best as (
    select
        customer_id,
        method,
        evaluation_set,
        {{ customer_segments.largest(
            customer_segments.packed_item(
                customer_segments.whole_number('score', customer_segments.score_scale()), 'product_number'
            ), 10
        ) }} as packed_items
    from in_set
    group by customer_id, method, evaluation_set
),

listed as (
    select
        customer_id,
        method,
        evaluation_set,
        {{ customer_segments.unnested('packed_items') }} as packed_item
    from best
),

ranked as (
    select
        customer_id,
        method,
        evaluation_set,
        {{ customer_segments.unpacked_number('packed_item') }} as product_number,
        row_number() over (
            partition by customer_id, method, evaluation_set order by packed_item desc
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
        ranked.evaluation_set,
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
