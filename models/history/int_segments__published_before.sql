-- One row per buyer on the last common date of both builds: the published segment and the cause of change.
{%- set numbers = ['days_since_last_order', 'order_count', 'net_amount', 'sales_last_90_days'] %}
with

earlier as (
    select * from {{ ref('stg_segments__previous_history') }}
),

history as (
    select * from {{ ref('int_segments__customer_history') }}
),

earlier_dates as (
    select distinct as_of_date from earlier
),

-- the last date before today that both builds cover, and the date after it
common_date as (
    select
        max(periods.previous_as_of_date) as published_date,
        max(periods.as_of_date) as as_of_date,
        max(periods.month_start) as month_start
    from {{ ref('int_segments__as_of_dates') }} as periods
    inner join earlier_dates on periods.previous_as_of_date = earlier_dates.as_of_date
),

models as (
    select
        coalesce(
            max(case when registry.is_current then registry.model_version end)
            != max(previous.model_version), false
        ) as is_other_model
    from {{ ref('segments__model_registry') }} as registry
    left join {{ ref('stg_segments__previous_registry') }} as previous
        on registry.model_version = previous.model_version
),

published as (
    select earlier.*
    from earlier
    inner join common_date on earlier.as_of_date = common_date.published_date
),

recomputed as (
    select history.*
    from history
    inner join common_date on history.as_of_date = common_date.published_date
),

compared as (
    select
        coalesce(published.customer_id, recomputed.customer_id) as customer_id,
        published.rfm_segment,
        published.segment_id,
        published.segment_name,
        coalesce(published.rfm_segment, '') != coalesce(recomputed.rfm_segment, '') as is_other_rfm_segment,
        coalesce(published.segment_id, '') != coalesce(recomputed.segment_id, '') as is_other_segment,
        -- a customer known to only one build counts as changed data
        {%- for number in numbers %}
        coalesce(published.{{ number }} != recomputed.{{ number }}, true)
        {{- ' or' if not loop.last }}
        {%- endfor %} as is_other_data
    from published
    full join recomputed on published.customer_id = recomputed.customer_id
),

final as (
    select
        common_date.as_of_date,
        common_date.month_start,
        compared.customer_id,
        compared.rfm_segment,
        compared.segment_id,
        compared.segment_name,
        case
            when not compared.is_other_rfm_segment then null
            when compared.is_other_data then 'late data'
            else 'threshold drift'
        end as rfm_cause,
        -- the same model assigns the same features to the same segment
        case
            when not compared.is_other_segment then null
            when compared.is_other_data or not models.is_other_model then 'late data'
            else 're-fit'
        end as segment_cause
    from compared
    cross join common_date
    cross join models
)

select * from final
