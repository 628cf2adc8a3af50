-- One row per segment and calendar month with two complete months: its sales relative to the mean month.
with

months as (
    select
        segment_id,
        cast(extract(month from month_start) as integer) as calendar_month,
        sales_amount
    from {{ ref('int_segments__monthly_sums') }}
    where not is_partial
),

calendar as (
    select
        segment_id,
        calendar_month,
        count(*) as month_count,
        cast(round({{ customer_segments.divide('sum(sales_amount)', 'count(*)') }}, 4) as decimal(18, 4))
            as mean_sales_amount
    from months
    group by segment_id, calendar_month
    having count(*) >= 2
),

years as (
    select
        segment_id,
        count(*) as calendar_month_count,
        sum(mean_sales_amount) as total_sales_amount
    from calendar
    group by segment_id
),

final as (
    select
        calendar.segment_id,
        calendar.calendar_month,
        calendar.month_count,
        round({{ customer_segments.divide(
            'calendar.mean_sales_amount * years.calendar_month_count', 'years.total_sales_amount'
        ) }}, 6) as season_index
    from calendar
    inner join years on calendar.segment_id = years.segment_id
    -- the month in which the data ends may be missing once
    where years.calendar_month_count >= 11
)

select * from final
