-- One row per customer and rank: a product of their segment that they have not bought, and why.
with

customers as (
    select
        customers.customer_id,
        customers.segment_id,
        profiles.segment_name
    from {{ ref('int_segments__customer_segments') }} as customers
    inner join {{ ref('segments__profiles') }} as profiles on customers.segment_id = profiles.segment_id
),

bought as (
    select
        customer_id,
        product_id
    from {{ ref('int_segments__customer_products') }}
),

-- what the segment buys comes first, what the whole shop buys fills the rest
candidates as (
    select
        customers.customer_id,
        top_products.product_id,
        top_products.product_rank,
        top_products.buyer_share,
        'segment' as method,
        'bought by ' || {{ customer_segments.whole_text('100 * top_products.buyer_share') }}
        || ' % of ' || customers.segment_name as reason
    from customers
    inner join {{ ref('segments__top_products') }} as top_products
        on customers.segment_id = top_products.segment_id
    union all
    select
        customers.customer_id,
        shop_products.product_id,
        shop_products.product_rank + {{ var('segments_top_product_count') }} as product_rank,
        shop_products.buyer_share,
        'shop' as method,
        'bought by ' || {{ customer_segments.whole_text('100 * shop_products.buyer_share') }}
        || ' % of all buyers' as reason
    from customers
    cross join {{ ref('int_segments__shop_top_products') }} as shop_products
),

new_to_customer as (
    select
        candidates.*,
        row_number() over (
            partition by candidates.customer_id, candidates.product_id order by candidates.product_rank
        ) as mention
    from candidates
    left join bought
        on
            candidates.customer_id = bought.customer_id
            and candidates.product_id = bought.product_id
    where bought.product_id is null
),

ranked as (
    select
        *,
        row_number() over (partition by customer_id order by product_rank) as recommendation_rank
    from new_to_customer
    where mention = 1
),

final as (
    select
        ranked.customer_id,
        cast(ranked.recommendation_rank as integer) as recommendation_rank,
        ranked.product_id,
        products.product_name,
        products.category,
        ranked.method,
        ranked.buyer_share as score,
        ranked.reason
    from ranked
    inner join {{ ref('int_segments__products') }} as products on ranked.product_id = products.product_id
    where ranked.recommendation_rank <= {{ var('segments_recommendation_count') }}
)

select * from final
