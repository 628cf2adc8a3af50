-- One row per day, method, audience and rank: what most of the audience bought, ever or of late.
with

histories as (
    select
        histories.made_for_date,
        histories.customer_id,
        histories.product_id,
        histories.product_number,
        products.category,
        histories.days_since_last_order <= {{ var('segments_recent_days') }} as is_recent
    from {{ ref('int_segments__purchase_histories') }} as histories
    inner join {{ ref('int_segments__products') }} as products on histories.product_id = products.product_id
    where histories.is_evidence
),

members as (
    select
        made_for_date,
        kind,
        audience,
        count(*) as customer_count
    from {{ ref('int_segments__customer_audiences') }}
    group by made_for_date, kind, audience
),

bought as (
    select
        histories.made_for_date,
        audiences.kind,
        audiences.audience,
        histories.product_id,
        histories.product_number,
        count(*) as buyer_count,
        sum(case when histories.is_recent then 1 else 0 end) as recent_buyer_count
    from histories
    inner join {{ ref('int_segments__customer_audiences') }} as audiences
        on
            histories.made_for_date = audiences.made_for_date
            and histories.customer_id = audiences.customer_id
    -- a category recommends its own products only
    where audiences.kind != 'category' or audiences.audience = histories.category
    group by
        histories.made_for_date, audiences.kind, audiences.audience, histories.product_id,
        histories.product_number
),

by_method as (
    select
        *,
        kind || ' top' as method,
        buyer_count as points
    from bought
    union all
    select
        *,
        kind || ' recent top' as method,
        recent_buyer_count as points
    from bought
    where kind != 'country' and recent_buyer_count > 0
),

ranked as (
    select
        *,
        row_number() over (
            partition by made_for_date, method, audience
            order by points desc, buyer_count desc, product_id
        ) as product_rank
    from by_method
),

final as (
    select
        ranked.made_for_date,
        ranked.method,
        ranked.kind,
        ranked.audience,
        ranked.product_rank,
        ranked.product_id,
        ranked.product_number,
        ranked.buyer_count,
        ranked.recent_buyer_count,
        {{ customer_segments.divide('ranked.buyer_count', 'members.customer_count') }} as buyer_share,
        {{ customer_segments.divide('ranked.points', 'members.customer_count') }} as score
    from ranked
    inner join members
        on
            ranked.made_for_date = members.made_for_date
            and ranked.kind = members.kind
            and ranked.audience = members.audience
    where ranked.product_rank <= {{ var('segments_top_product_count') }}
)

select * from final
