-- One row per as-of date, segmentation and customer: from where to where since the date before, and why.
with

history as (
    select
        *,
        lag(order_count) over customer_dates as previous_order_count,
        lag(net_amount) over customer_dates as previous_net_amount
    from {{ ref('segments__history') }}
    window customer_dates as (partition by customer_id order by as_of_date)
),

first_date as (
    select min(as_of_date) as as_of_date
    from history
),

compared as (
    select
        history.as_of_date,
        history.month_start,
        history.is_month_end,
        history.customer_id,
        history.net_amount,
        history.sales_last_90_days,
        history.rfm_segment,
        history.previous_rfm_segment,
        history.segment_name,
        history.segment_id,
        history.previous_segment_id,
        history.previous_segment_name,
        at_previous_cuts.rfm_segment as rfm_segment_at_previous_cuts,
        history.previous_order_count is null as is_new,
        history.order_count != history.previous_order_count
        or history.net_amount != history.previous_net_amount as has_behaved
    from history
    inner join first_date on history.as_of_date > first_date.as_of_date
    left join {{ ref('int_segments__rfm_at_previous_cuts') }} as at_previous_cuts
        on
            history.as_of_date = at_previous_cuts.as_of_date
            and history.customer_id = at_previous_cuts.customer_id
),

final as (
    select
        as_of_date,
        month_start,
        is_month_end,
        'segment' as segmentation,
        customer_id,
        case when is_new then 'new' else previous_segment_id end as from_segment,
        case when is_new then 'First order' else previous_segment_name end as from_name,
        segment_id as to_segment,
        segment_name as to_name,
        case
            when is_new then 'first order'
            when previous_segment_id = segment_id then 'stayed'
            when has_behaved then 'own behaviour'
            else 'time passing'
        end as cause,
        net_amount,
        sales_last_90_days
    from compared
    where segment_id is not null
    union all
    select
        as_of_date,
        month_start,
        is_month_end,
        'rfm',
        customer_id,
        case when is_new then 'new' else previous_rfm_segment end,
        case when is_new then 'First order' else previous_rfm_segment end,
        rfm_segment as to_segment,
        rfm_segment as to_name,
        case
            when is_new then 'first order'
            when previous_rfm_segment = rfm_segment then 'stayed'
            -- by the thresholds of the date before, nothing would have changed
            when rfm_segment_at_previous_cuts = previous_rfm_segment then 'threshold drift'
            when has_behaved then 'own behaviour'
            else 'time passing'
        end,
        net_amount,
        sales_last_90_days
    from compared
)

select * from final
