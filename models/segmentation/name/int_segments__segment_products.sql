-- One row per segment and product bought in it: buyers, sales and buyers of two periods.
with

dates as (
    select * from {{ ref('int_segments__recommendation_dates') }}
    where is_current
),

days as (
    select
        segments.segment_id,
        product_days.customer_id,
        product_days.product_id,
        product_days.unit_count,
        product_days.sales_amount,
        {{ customer_segments.days_between('product_days.order_date', 'dates.made_for_date') }} as days_ago
    from {{ ref('int_segments__product_days') }} as product_days
    inner join {{ ref('int_segments__customer_segments') }} as segments
        on product_days.customer_id = segments.customer_id
    cross join dates
    where product_days.is_bought
),

final as (
    select
        segment_id,
        product_id,
        count(distinct customer_id) as buyer_count,
        count(distinct case when days_ago <= {{ var('segments_recent_days') }} then customer_id end)
            as recent_buyer_count,
        count(distinct case
            when
                days_ago > {{ var('segments_recent_days') }}
                and days_ago <= {{ 2 * var('segments_recent_days') }}
                then customer_id
        end) as earlier_buyer_count,
        cast(sum(unit_count) as decimal(18, 4)) as unit_count,
        cast(sum(sales_amount) as decimal(18, 4)) as sales_amount
    from days
    group by segment_id, product_id
)

select * from final
