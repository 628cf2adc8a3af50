-- One row per build with a month end to compare today with: that date and today.
with

dates as (
    select * from {{ ref('int_segments__as_of_dates') }}
),

current_as_of_date as (
    select as_of_date from dates
    where is_current
),

final as (
    select
        max(dates.as_of_date) as earlier_date,
        max(current_as_of_date.as_of_date) as later_date
    from dates
    cross join current_as_of_date
    where
        dates.is_month_end
        and dates.as_of_date <= {{ customer_segments.add_months(
            'current_as_of_date.as_of_date', -customer_segments.tuning('drift_months')
        ) }}
)

select * from final
where earlier_date is not null
