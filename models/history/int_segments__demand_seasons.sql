-- One row per origin and week after it: units a year earlier, over those of the weeks before them.
{{ config(materialized='view') }}
with

origins as (
    select * from {{ ref('int_segments__demand_origins') }}
    where has_last_year
),

days as (
    select
        order_date,
        cast(sum(unit_count) as decimal(18, 4)) as unit_count
    from {{ ref('int_segments__product_days') }}
    group by order_date
),

last_year as (
    select
        origins.origin_date,
        days.unit_count,
        {{ customer_segments.days_between('origins.origin_date', 'days.order_date') }} + 364 as day_number
    from origins
    inner join days
        on
            days.order_date >= {{ customer_segments.add_days('origins.origin_date', '-420') }}
            and days.order_date < {{ customer_segments.add_days('origins.origin_date', '-336') }}
),

final as (
    {%- for week in [1, 2, 3, 4] %}
    select
        origin_date,
        {{ week }} as week,
        round({{ customer_segments.divide(
            '8 * sum(case when day_number >= ' ~ (7 * week - 7) ~ ' and day_number < ' ~ (7 * week)
            ~ ' then unit_count else 0 end)',
            'sum(case when day_number < 0 then unit_count else 0 end)'
        ) }}, 6) as season
    from last_year
    group by origin_date
    {%- if not loop.last %}
    union all
    {%- endif %}
    {%- endfor %}
)

select * from final
