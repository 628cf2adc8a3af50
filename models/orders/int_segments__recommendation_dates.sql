-- One row per recommendation date: the as-of date and the back-test's split date.
with

today as (
    select as_of_date from {{ ref('int_segments__as_of_dates') }}
    where is_current
),

final as (
    select
        as_of_date as made_for_date,
        as_of_date as ends_before_date,
        true as is_current
    from today
    union all
    select
        {{ customer_segments.add_days('as_of_date', -7 * customer_segments.tuning('backtest_weeks')) }}
            as made_for_date,
        as_of_date as ends_before_date,
        false as is_current
    from today
)

select * from final
