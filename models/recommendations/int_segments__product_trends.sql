-- One row per date and product sold earlier: its buyers and its trend.
with

dates as (
    select * from {{ ref('int_segments__recommendation_dates') }}
),

known as (
    select
        made_for_date,
        product_id,
        product_number,
        count(*) as customer_count
    from {{ ref('int_segments__purchase_histories') }}
    where recency_rank <= {{ customer_segments.tuning('purchase_history_products') }}
    group by made_for_date, product_id, product_number
),

sold_days as (
    select
        product_id,
        order_date,
        count(*) as buyer_count
    from {{ ref('int_segments__product_days') }}
    where is_bought
    group by product_id, order_date
),

recent as (
    select
        dates.made_for_date,
        sold_days.product_id,
        sum(
            cast(sold_days.buyer_count as integer) * {{ customer_segments.halved(
                customer_segments.days_between('sold_days.order_date', 'dates.made_for_date'),
                customer_segments.tuning('trend_half_life_days')
            ) }}
        ) as decayed_buyer_count
    from dates
    inner join sold_days on dates.made_for_date > sold_days.order_date
    group by dates.made_for_date, sold_days.product_id
),

final as (
    select
        known.made_for_date,
        known.product_id,
        known.product_number,
        known.customer_count,
        recent.decayed_buyer_count,
        {{ customer_segments.product_trend('recent.decayed_buyer_count', 'known.customer_count') }} as trend
    from known
    inner join recent
        on known.made_for_date = recent.made_for_date and known.product_id = recent.product_id
)

select * from final
