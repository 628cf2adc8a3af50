-- One row per as-of date and customer with an earlier order: their RFM segment and segment at that date.
with

history as (
    select
        rfm.as_of_date,
        periods.month_start,
        periods.is_current,
        periods.is_month_end,
        rfm.customer_id,
        rfm.days_since_last_order,
        rfm.order_count,
        rfm.net_amount,
        rfm.sales_last_90_days,
        rfm.recency_score,
        rfm.frequency_score,
        rfm.monetary_score,
        rfm.rfm_segment,
        lag(rfm.rfm_segment) over customer_dates as previous_rfm_segment,
        segments.segment_id,
        lag(segments.segment_id) over customer_dates as previous_segment_id
    from {{ ref('int_segments__customer_rfm') }} as rfm
    inner join {{ ref('int_segments__as_of_dates') }} as periods on rfm.as_of_date = periods.as_of_date
    left join {{ ref('int_segments__history_segments') }} as segments
        on rfm.as_of_date = segments.as_of_date and rfm.customer_id = segments.customer_id
    window customer_dates as (partition by rfm.customer_id order by rfm.as_of_date)
),

final as (
    select
        history.as_of_date,
        history.month_start,
        history.is_current,
        history.is_month_end,
        history.customer_id,
        cast(history.days_since_last_order as integer) as days_since_last_order,
        cast(history.order_count as integer) as order_count,
        history.net_amount,
        history.sales_last_90_days,
        cast(history.recency_score as integer) as recency_score,
        cast(history.frequency_score as integer) as frequency_score,
        cast(history.monetary_score as integer) as monetary_score,
        history.rfm_segment,
        history.previous_rfm_segment,
        history.segment_id,
        names.segment_name,
        history.previous_segment_id,
        previous_names.segment_name as previous_segment_name
    from history
    left join {{ ref('int_segments__segments') }} as names on history.segment_id = names.segment_id
    left join {{ ref('int_segments__segments') }} as previous_names
        on history.previous_segment_id = previous_names.segment_id
)

select * from final
