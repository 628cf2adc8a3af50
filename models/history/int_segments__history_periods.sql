-- One row per as-of date: the date before it and the month it closes, whole or not.
with

dates as (
    select * from {{ ref('int_segments__as_of_dates') }}
),

final as (
    select
        as_of_date,
        is_current,
        is_month_end,
        lag(as_of_date) over (order by as_of_date) as previous_as_of_date,
        cast(
            date_trunc('month', {{ customer_segments.add_days('as_of_date', -1) }}) as date
        ) as month_start
    from dates
)

select * from final
