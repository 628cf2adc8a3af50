-- One row per date, customer and product bought or returned earlier: its recency and recency weight.
with

dates as (
    select * from {{ ref('int_segments__recommendation_dates') }}
),

customers as (
    select
        customer_id,
        row_number() over (order by customer_id) as customer_number
    from {{ ref('int_segments__product_days') }}
    group by customer_id
),

summed as (
    select
        dates.made_for_date,
        dates.is_current,
        product_days.customer_id,
        product_days.product_id,
        product_days.product_number,
        min(case when product_days.is_bought then product_days.order_date end) as first_order_date,
        max(case when product_days.is_bought then product_days.order_date end) as last_order_date,
        sum(case when product_days.is_bought then 1 else 0 end) as day_count,
        sum(case
            when product_days.is_bought
                then {{ customer_segments.whole_number(
                    customer_segments.halved(
                        customer_segments.days_between('product_days.order_date', 'dates.made_for_date'),
                        customer_segments.tuning('purchase_half_life_days')
                    ), customer_segments.recency_weight_scale()
                ) }}
            else 0
        end) as repeat_weight,
        sum(product_days.net_unit_count) as net_unit_count
    from dates
    inner join {{ ref('int_segments__product_days') }} as product_days
        on dates.made_for_date > product_days.order_date
    group by
        dates.made_for_date, dates.is_current, product_days.customer_id, product_days.product_id,
        product_days.product_number
),

judged as (
    select
        summed.*,
        customers.customer_number,
        {{ customer_segments.days_between('summed.last_order_date', 'summed.made_for_date') }}
            as days_since_last_order,
        -- a fully returned product is no evidence of taste, but remains known
        summed.last_order_date is not null
        and ({{ var('segments_returned_products_count') }} or summed.net_unit_count > 0) as is_evidence
    from summed
    inner join customers on summed.customer_id = customers.customer_id
),

final as (
    select
        made_for_date,
        is_current,
        customer_id,
        product_id,
        customer_number,
        product_number,
        first_order_date,
        last_order_date,
        days_since_last_order,
        day_count,
        repeat_weight,
        is_evidence,
        case
            when is_evidence
                then row_number() over (
                        partition by made_for_date, customer_number, is_evidence
                        order by last_order_date desc, day_count desc, product_number
                    )
        end as recency_rank,
        case
            when is_evidence
                then {{ customer_segments.whole_number(
                    customer_segments.halved('days_since_last_order', customer_segments.tuning('purchase_half_life_days')),
                    customer_segments.recency_weight_scale()
                ) }}
        end as recency_weight
    from judged
)

select * from final
