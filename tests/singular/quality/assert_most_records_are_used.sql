-- Warns, then fails, where too many records of an input other than the order lines are not used.
{{ config(
    enabled=var('segments_using_quality') | as_bool,
    fail_calc='coalesce(max(level), 0)', warn_if='>= 1', error_if='>= 2'
) }}
with

-- a record that repeats another one is no loss
lost as (
    select
        records.input,
        sum(records.record_count) as lost_count
    from {{ ref('segments__rejected_records') }} as records
    inner join {{ ref('segments_cleaning_rules') }} as rules on records.reason_code = rules.reason_code
    where rules.is_loss
    group by records.input
),

shares as (
    select
        counts.input,
        {{ customer_segments.divide('lost.lost_count', 'counts.record_count') }} as lost_share
    from {{ ref('int_segments__record_counts') }} as counts
    inner join lost on counts.input = lost.input
)

select
    input,
    lost_share,
    case when lost_share > {{ customer_segments.tuning('loss_to_stop') }} then 2 else 1 end as level
from shares
where lost_share > {{ customer_segments.tuning('loss_to_warn') }}
