-- One row per day, method, audience and rank: what most of the audience bought, ever or of late.
with

recent_days as (
    select
        dates.made_for_date,
        product_days.customer_id,
        product_days.product_id,
        count(*) as day_count
    from {{ ref('int_segments__recommendation_dates') }} as dates
    inner join {{ ref('int_segments__product_days') }} as product_days
        on
            dates.made_for_date > product_days.order_date
            and {{ customer_segments.days_between('product_days.order_date', 'dates.made_for_date') }}
            <= {{ var('segments_recent_days') }}
    where product_days.is_bought
    group by dates.made_for_date, product_days.customer_id, product_days.product_id
),

histories as (
    select
        histories.made_for_date,
        histories.customer_id,
        histories.product_id,
        histories.product_number,
        products.category,
        coalesce(recent_days.day_count, 0) as recent_day_count
    from {{ ref('int_segments__purchase_histories') }} as histories
    inner join {{ ref('int_segments__products') }} as products on histories.product_id = products.product_id
    left join recent_days
        on
            histories.made_for_date = recent_days.made_for_date
            and histories.customer_id = recent_days.customer_id
            and histories.product_id = recent_days.product_id
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
        sum(case when histories.recent_day_count > 0 then 1 else 0 end) as recent_buyer_count
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
