-- Warns, then fails, where too many records of an input other than the order lines are not used.
{{ config(
    enabled=var('segments_using_quality') | as_bool,
    fail_calc='coalesce(max(level), 0)', warn_if='>= 1', error_if='>= 2'
) }}
with

shares as (
    select
        input,
        {{ customer_segments.divide('record_count - used_count', 'record_count') }} as lost_share
    from {{ ref('int_segments__record_counts') }}
)

select
    input,
    lost_share,
    case when lost_share > {{ customer_segments.tuning('loss_to_stop') }} then 2 else 1 end as level
from shares
where lost_share > {{ customer_segments.tuning('loss_to_warn') }}
