-- One row per target month end, segmentation and segment: predicted size by method, and actual size.
with

sizes as (
    select * from {{ ref('int_segments__monthly_flows') }}
    where from_segment = 'all'
),

known_dates as (
    select distinct
        segmentation,
        as_of_date
    from sizes
),

expected as (
    select
        segmentation,
        base_date,
        target_date,
        to_segment as segment,
        sum(expected_count) as matrix_count
    from {{ ref('int_segments__expected_flows') }}
    group by segmentation, base_date, target_date, to_segment
),

final as (
    select
        expected.segmentation,
        expected.target_date,
        expected.segment,
        expected.matrix_count,
        coalesce(base.customer_count, 0) as unchanged_count,
        -- null for the next month
        case when known_dates.as_of_date is not null then coalesce(actual.customer_count, 0) end
            as actual_count
    from expected
    left join known_dates
        on
            expected.segmentation = known_dates.segmentation
            and expected.target_date = known_dates.as_of_date
    left join sizes as base
        on
            expected.segmentation = base.segmentation
            and expected.base_date = base.as_of_date
            and expected.segment = base.to_segment
    left join sizes as actual
        on
            expected.segmentation = actual.segmentation
            and expected.target_date = actual.as_of_date
            and expected.segment = actual.to_segment
)

select * from final
