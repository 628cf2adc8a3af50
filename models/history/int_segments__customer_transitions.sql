-- One row per as-of date and customer: the segments on the previous date and on this one.
with

history as (
    select
        *,
        lag(order_count) over customer_dates as previous_order_count,
        lag(net_amount) over customer_dates as previous_net_amount
    from {{ ref('int_segments__customer_history') }}
    window customer_dates as (partition by customer_id order by as_of_date)
),

first_date as (
    select min(as_of_date) as as_of_date
    from history
),

published_before as (
    select * from {{ ref('int_segments__published_before') }}
),

-- moves since the previous build start from its published segments, all others from this build's history
current_customers as (
    select
        history.as_of_date,
        history.month_start,
        history.is_month_end,
        history.customer_id,
        history.rfm_segment,
        history.segment_id,
        history.segment_name,
        case
            when published_before.customer_id is null then history.previous_rfm_segment
            else published_before.rfm_segment
        end as from_rfm_segment,
        case
            when published_before.customer_id is null then history.previous_segment_id
            else published_before.segment_id
        end as from_segment_id,
        case
            when published_before.customer_id is null then history.previous_segment_name
            else published_before.segment_name
        end as from_segment_name,
        rfm.rfm_segment_at_previous_cuts,
        published_before.rfm_cause,
        published_before.segment_cause,
        history.previous_order_count is null as is_new,
        history.order_count != history.previous_order_count
        or history.net_amount != history.previous_net_amount as has_new_activity,
        false as is_removed,
        history.net_amount,
        history.sales_last_90_days
    from history
    inner join first_date on history.as_of_date > first_date.as_of_date
    left join {{ ref('int_segments__customer_rfm') }} as rfm
        on history.as_of_date = rfm.as_of_date and history.customer_id = rfm.customer_id
    left join published_before
        on
            history.as_of_date = published_before.as_of_date
            and history.customer_id = published_before.customer_id
),

-- buyers of the previous build who are no buyers in this one
removed_customers as (
    select
        published_before.as_of_date,
        published_before.month_start,
        extract(day from published_before.as_of_date) = 1 as is_month_end,
        published_before.customer_id,
        cast(null as string) as rfm_segment,
        cast(null as string) as segment_id,
        cast(null as string) as segment_name,
        published_before.rfm_segment as from_rfm_segment,
        published_before.segment_id as from_segment_id,
        published_before.segment_name as from_segment_name,
        cast(null as string) as rfm_segment_at_previous_cuts,
        'late data' as rfm_cause,
        'late data' as segment_cause,
        false as is_new,
        false as has_new_activity,
        true as is_removed,
        cast(0 as decimal(18, 4)) as net_amount,
        cast(0 as decimal(18, 4)) as sales_last_90_days
    from published_before
    left join history
        on
            published_before.as_of_date = history.as_of_date
            and published_before.customer_id = history.customer_id
    where history.customer_id is null and published_before.rfm_segment is not null
),

final as (
    select * from current_customers
    union all
    select * from removed_customers
)

select * from final
