-- One row per customer and rank: a product they have bought and are most likely to buy again.
with

histories as (
    select * from {{ ref('int_segments__purchase_histories') }}
    where is_current and is_evidence
),

scored as (
    select
        histories.customer_id,
        histories.product_id,
        histories.day_count,
        histories.first_order_date,
        histories.last_order_date,
        histories.days_since_last_order,
        recommendable.product_name,
        recommendable.category,
        {{ customer_segments.repeat_score('histories.repeat_weight', 'trends.trend') }} as score
    from histories
    inner join {{ ref('int_segments__product_trends') }} as trends
        on
            histories.made_for_date = trends.made_for_date
            and histories.product_number = trends.product_number
    inner join {{ ref('int_segments__recommendable_products') }} as recommendable
        on histories.product_number = recommendable.product_number
),

ranked as (
    select
        *,
        row_number() over (
            partition by customer_id order by round(score, 9) desc, product_id
        ) as repeat_rank,
        -- a rhythm needs several gaps
        case
            when day_count >= {{ customer_segments.tuning('replenishment_purchases') }}
                then cast(round({{ customer_segments.divide(
                    customer_segments.days_between('first_order_date', 'last_order_date'), 'day_count - 1'
                ) }}, 0) as integer)
        end as mean_gap_days
    from scored
),

final as (
    select
        customer_id,
        cast(repeat_rank as integer) as repeat_rank,
        product_id,
        product_name,
        category,
        round(score, 9) as score,
        cast(day_count as bigint) as purchase_day_count,
        last_order_date,
        cast(days_since_last_order as integer) as days_since_last_order,
        mean_gap_days,
        'bought on ' || {{ customer_segments.days_text('day_count') }}
        || coalesce(', on average ' || {{ customer_segments.days_text('mean_gap_days') }} || ' apart', '')
        || '; last ' || {{ customer_segments.days_text('cast(days_since_last_order as integer)') }} || ' ago'
            as reason
    from ranked
    where repeat_rank <= {{ var('segments_recommendation_count') }}
)

select * from final
