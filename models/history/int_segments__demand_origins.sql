-- One row per date that demand is forecast from: today, and month ends with four known weeks after them.
{{ config(materialized='view') }}
with

dates as (
    select * from {{ ref('int_segments__as_of_dates') }}
),

today as (
    select as_of_date as today_date
    from dates
    where is_current
),

bounds as (
    select min(order_date) as first_order_date
    from {{ ref('int_segments__product_days') }}
),

measured as (
    select
        dates.as_of_date as origin_date,
        dates.is_current,
        {{ customer_segments.days_between('bounds.first_order_date', 'dates.as_of_date') }} as history_days,
        {{ customer_segments.days_between('dates.as_of_date', 'today.today_date') }} as known_days
    from dates
    cross join bounds
    cross join today
),

numbered as (
    select
        *,
        row_number() over (order by origin_date desc) - 1 as origins_ago
    from measured
    where is_current or (known_days >= 28 and history_days >= 56)
),

final as (
    select
        origin_date,
        is_current,
        -- the same weeks, and the eight before them, a year earlier
        history_days >= 364 + 56 as has_last_year,
        cast(origins_ago as integer) as origins_ago
    from numbered
    where origins_ago <= 12
)

select * from final
