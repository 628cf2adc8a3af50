-- One row per calendar day from the first order's month to the as-of date: the time spine of the metrics.
with

bounds as (
    select
        cast(date_trunc('month', min(orders.order_date)) as date) as first_day,
        max(as_of_dates.as_of_date) as last_day
    from {{ ref('int_segments__orders') }} as orders
    cross join {{ ref('int_segments__as_of_dates') }} as as_of_dates
    where as_of_dates.is_current
),

digits as (
    {%- for digit in range(10) %}
    select {{ digit }} as digit
    {%- if not loop.last %}
    union all
    {%- endif %}
    {%- endfor %}
),

numbers as (
    select ones.digit + 10 * tens.digit + 100 * hundreds.digit + 1000 * thousands.digit as day_number
    from digits as ones
    cross join digits as tens
    cross join digits as hundreds
    cross join digits as thousands
),

final as (
    select {{ customer_segments.add_days('bounds.first_day', 'numbers.day_number') }} as calendar_day
    from bounds
    cross join numbers
    where {{ customer_segments.add_days('bounds.first_day', 'numbers.day_number') }} <= bounds.last_day
)

select * from final
