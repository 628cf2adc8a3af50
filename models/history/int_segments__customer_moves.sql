-- One row per as-of date, segmentation and customer: previous segment, new segment and cause.
{{ config(materialized='view') }}
with

segment_moves as (
    select
        as_of_date,
        month_start,
        is_month_end,
        'segment' as segmentation,
        customer_id,
        coalesce(from_segment_id, 'new') as from_segment,
        coalesce(from_segment_name, 'First order') as from_name,
        coalesce(segment_id, 'gone') as to_segment,
        coalesce(segment_name, 'No buyer any more') as to_name,
        case
            when from_segment_id = segment_id then 'stayed'
            when segment_cause is not null then segment_cause
            when is_new then 'first order'
            when has_new_activity then 'own behaviour'
            else 'time passing'
        end as cause,
        net_amount,
        sales_last_90_days
    from {{ ref('int_segments__customer_transitions') }}
    where segment_id is not null or (is_removed and from_segment_id is not null)
),

rfm_moves as (
    select
        as_of_date,
        month_start,
        is_month_end,
        'rfm' as segmentation,
        customer_id,
        coalesce(from_rfm_segment, 'new') as from_segment,
        coalesce(from_rfm_segment, 'First order') as from_name,
        case when is_removed then 'gone' else rfm_segment end as to_segment,
        case when is_removed then 'No buyer any more' else rfm_segment end as to_name,
        case
            when from_rfm_segment = rfm_segment then 'stayed'
            when rfm_cause is not null then rfm_cause
            when is_new then 'first order'
            -- unchanged by the thresholds of the previous date
            when rfm_segment_at_previous_cuts = from_rfm_segment then 'threshold drift'
            when has_new_activity then 'own behaviour'
            else 'time passing'
        end as cause,
        net_amount,
        sales_last_90_days
    from {{ ref('int_segments__customer_transitions') }}
    where rfm_segment is not null or (is_removed and from_rfm_segment is not null)
),

final as (
    select * from segment_moves
    union all
    select * from rfm_moves
)

select * from final
