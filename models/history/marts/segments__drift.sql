-- One row per watched feature and segment: its drift since an earlier month end, with a status.
with

measured as (
    select
        'feature distribution' as kind,
        feature as subject,
        stability_index as measured_value
    from {{ ref('int_segments__feature_drift') }}
    union all
    select
        'segment size' as kind,
        segment_id as subject,
        later_share - earlier_share as measured_value
    from {{ ref('int_segments__segment_drift') }}
    union all
    select
        'segment centre' as kind,
        segment_id as subject,
        centre_shift as measured_value
    from {{ ref('int_segments__segment_drift') }}
),

final as (
    select
        measured.kind,
        measured.subject,
        measured.kind != 'feature distribution' or coalesce(transforms.is_used, false) as is_in_model,
        dates.earlier_date,
        dates.later_date,
        round(measured.measured_value, 9) as measured_value,
        limits.warn_limit,
        limits.fail_limit,
        case
            when measured.measured_value is null then 'not comparable'
            when abs(round(measured.measured_value, 9)) >= limits.fail_limit then 'fail'
            when abs(round(measured.measured_value, 9)) >= limits.warn_limit then 'warn'
            else 'pass'
        end as status
    from measured
    inner join {{ ref('int_segments__comparison_dates') }} as dates on dates.comparison = 'drift'
    inner join {{ ref('segments_drift_limits') }} as limits on measured.kind = limits.kind
    left join {{ ref('int_segments__fitted_transforms') }} as transforms
        on measured.subject = transforms.feature
)

select * from final
