-- One row per day, customer and product they had bought or given back by then: how recently.
with

dates as (
    select * from {{ ref('int_segments__recommendation_dates') }}
),

product_days as (
    select * from {{ ref('int_segments__product_days') }}
),

summed as (
    select
        dates.made_for_date,
        dates.is_current,
        product_days.customer_id,
        product_days.product_id,
        max(case when product_days.is_bought then product_days.order_date end) as last_order_date,
        sum(case when product_days.is_bought then 1 else 0 end) as day_count,
        sum(product_days.net_unit_count) as net_unit_count
    from dates
    inner join product_days on dates.made_for_date > product_days.order_date
    group by dates.made_for_date, dates.is_current, product_days.customer_id, product_days.product_id
),

judged as (
    select
        *,
        -- what was given back in full says nothing about taste, but stays known
        last_order_date is not null
        and ({{ var('segments_returned_products_count') }} or net_unit_count > 0) as is_evidence
    from summed
),

final as (
    select
        made_for_date,
        is_current,
        customer_id,
        product_id,
        last_order_date,
        {{ customer_segments.days_between('last_order_date', 'made_for_date') }} as days_since_last_order,
        day_count,
        is_evidence,
        case
            when is_evidence
                then row_number() over (
                        partition by made_for_date, customer_id, is_evidence
                        order by last_order_date desc, day_count desc, product_id
                    )
        end as recency_rank
    from judged
)

select * from final
