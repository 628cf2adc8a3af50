-- One row per customer and product they buy repeatedly: the expected date of the next purchase.
with

purchase_days as (
    select
        customer_id,
        product_id,
        order_date,
        lag(order_date) over (partition by customer_id, product_id order by order_date) as previous_order_date
    from {{ ref('int_segments__product_days') }}
    where is_bought
),

gaps as (
    select
        customer_id,
        product_id,
        max(order_date) as last_order_date,
        count(*) as purchase_day_count,
        {{ customer_segments.quantile_value(
            customer_segments.days_between('previous_order_date', 'order_date'), 0.5
        ) }} as usual_gap_days,
        {{ customer_segments.quantile_value(
            customer_segments.days_between('previous_order_date', 'order_date'), 0.75
        ) }} as long_gap_days
    from purchase_days
    group by customer_id, product_id
    having count(*) >= {{ customer_segments.tuning('replenishment_purchases') }}
),

dates as (
    select * from {{ ref('int_segments__recommendation_dates') }}
    where is_current
),

timed as (
    select
        gaps.*,
        {{ customer_segments.add_days('gaps.last_order_date', 'cast(gaps.usual_gap_days as integer)') }}
            as due_date,
        {{ customer_segments.days_between('gaps.last_order_date', 'dates.made_for_date') }}
            as days_since_last_order
    from gaps
    cross join dates
),

judged as (
    select
        *,
        case
            when days_since_last_order < usual_gap_days then 'not yet'
            when days_since_last_order <= 2 * long_gap_days then 'due'
            else 'given up'
        end as status
    from timed
),

final as (
    select
        judged.customer_id,
        judged.product_id,
        products.product_name,
        products.category,
        cast(judged.purchase_day_count as bigint) as purchase_day_count,
        judged.last_order_date,
        cast(judged.usual_gap_days as integer) as usual_gap_days,
        cast(judged.days_since_last_order as integer) as days_since_last_order,
        judged.due_date,
        judged.status,
        cast(row_number() over (
            partition by judged.customer_id, judged.status
            order by judged.purchase_day_count desc, judged.due_date, judged.product_id
        ) as integer) as replenishment_rank,
        'bought on ' || {{ customer_segments.days_text('judged.purchase_day_count') }}
        || ', usually ' || {{ customer_segments.days_text('cast(judged.usual_gap_days as integer)') }}
        || ' apart; last ' || {{ customer_segments.days_text('judged.days_since_last_order') }}
        || ' ago' as reason
    from judged
    inner join {{ ref('int_segments__recommendable_products') }} as products
        on judged.product_id = products.product_id
)

select * from final
