-- One row per month end, segmentation, from-segment ('all' for the size) and to-segment: customers who moved.
{%- set segmentations = {'segment': 'segment_id', 'rfm': 'rfm_segment'} %}
with

history as (
    select * from {{ ref('int_segments__customer_history') }}
    where is_month_end
),

first_date as (
    select min(as_of_date) as as_of_date
    from {{ ref('int_segments__customer_history') }}
),

flows as (
    {%- for segmentation, column in segmentations.items() %}
    select
        '{{ segmentation }}' as segmentation,
        history.as_of_date,
        coalesce(history.previous_{{ column }}, 'new') as from_segment,
        history.{{ column }} as to_segment,
        count(*) as customer_count
    from history
    inner join first_date on history.as_of_date > first_date.as_of_date
    where history.{{ column }} is not null
    group by history.as_of_date, history.previous_{{ column }}, history.{{ column }}
    {%- if not loop.last %}
    union all
    {%- endif %}
    {%- endfor %}
),

final as (
    select * from flows
    union all
    select
        segmentation,
        as_of_date,
        'all' as from_segment,
        to_segment,
        sum(customer_count) as customer_count
    from flows
    group by segmentation, as_of_date, to_segment
)

select * from final
