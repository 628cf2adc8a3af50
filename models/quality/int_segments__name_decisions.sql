-- One row per segment that keeps the name of the previous build where another would be given.
{{ config(materialized='view') }}
with

final as (
    select
        'name between builds' as question,
        segment_id as subject,
        'keep ' || segment_name || ', or change to ' || fresh_name as options,
        'the rule of '
        || segment_name
        || ' is met within 1.96 standard errors of its mean percentiles and shares, and '
        || 'that of ' || fresh_name || ' is not met beyond them' as evidence,
        segment_name as choice,
        'the name of the previous build is kept, because the evidence changed by less than its error'
            as reason
    from {{ ref('int_segments__earned_names') }}
    where segment_name != fresh_name
)

select * from final
