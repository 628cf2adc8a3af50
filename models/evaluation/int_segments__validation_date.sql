-- One row per build with a quarter to spare: the last month end before a whole quarter, and its end.
with

dates as (
    select * from {{ ref('int_segments__as_of_dates') }}
),

as_of_day as (
    select as_of_date from dates
    where is_current
),

final as (
    select
        max(dates.as_of_date) as split_date,
        {{ customer_segments.add_months('max(dates.as_of_date)', 3) }} as end_date
    from dates
    cross join as_of_day
    where
        dates.is_month_end
        and {{ customer_segments.add_months('dates.as_of_date', 3) }} <= as_of_day.as_of_date
)

select * from final
where split_date is not null
