-- One row per question: how borderline customers are assigned; none where there is a single segment.
with

counted as (
    select
        count(*) as customer_count,
        sum(case when is_borderline then 1 else 0 end) as borderline_count,
        sum(case when is_held then 1 else 0 end) as held_count
    from {{ ref('int_segments__customer_segments') }}
    where second_segment_id is not null
    having count(*) > 0
),

final as (
    select
        'borderline customers' as question,
        'segments' as subject,
        'the nearest segment, or the previous one while it is nearly as near' as options,
        cast(borderline_count as string) || ' of '
        || cast(customer_count as string)
        || ' are borderline; changes of segment avoided: '
        || cast(held_count as string) as evidence,
        {%- if var('segments_hysteresis') > 0 %}
        'the previous segment' as choice,
        'another segment must be nearer by a confidence of {{ var("segments_hysteresis") }}, set by segments_hysteresis'
            as reason
        {%- else %}
        'the nearest segment' as choice,
        'segments_hysteresis is 0, so a segment describes a customer as of today' as reason
        {%- endif %}
    from counted
)

select * from final
