-- One row per campaign and segment at contact, and for all: sums that uplifts are computed from.
{{ config(materialized='view') }}
{%- set groups = ['treatment', 'control'] %}
with

outcomes as (
    select
        *,
        is_over and is_observed as is_counted,
        case when has_ordered then 1 else 0 end as ordered
    from {{ ref('int_segments__campaign_outcomes') }}
),

-- customers whose segment at contact is not known count in all
by_segment as (
    select
        *,
        segment_id as row_segment_id
    from outcomes
    where segment_id is not null
    union all
    select
        *,
        'all' as row_segment_id
    from outcomes
),

final as (
    select
        campaign_id,
        row_segment_id as segment_id,
        {%- for group in groups %}
        {%- set is_counted = "is_counted and contact_group = '" ~ group ~ "'" %}
        sum(case when {{ is_counted }} then 1 else 0 end) as {{ group }}_count,
        sum(case when {{ is_counted }} then ordered else 0 end) as {{ group }}_order_count,
        sum(case when {{ is_counted }} then past_activity else 0 end) as {{ group }}_x,
        sum(case when {{ is_counted }} then past_activity * past_activity else 0 end) as {{ group }}_xx,
        sum(case when {{ is_counted }} then past_activity * ordered else 0 end) as {{ group }}_xy,
        {%- endfor %}
        sum(case when is_counted and contact_group = 'treatment' and has_responded then 1 else 0 end)
            as response_count,
        sum(case when is_counted then 0 else 1 end) as uncounted_count,
        sum(case when is_over then 0 else 1 end) as waiting_count,
        sum(case when is_counted then cost end) as cost_amount
    from by_segment
    group by campaign_id, row_segment_id
)

select * from final
