-- One row per comparison of two dates, for drift and for validation: the earlier and the later date.
{%- set comparisons = {'drift': customer_segments.tuning('drift_months'), 'validation': 3} %}
with

dates as (
    select * from {{ ref('int_segments__as_of_dates') }}
),

current_as_of_date as (
    select as_of_date from dates
    where is_current
),

-- the last month end that lies the given number of months back
compared as (
    {%- for comparison, months in comparisons.items() %}
    select
        '{{ comparison }}' as comparison,
        max(dates.as_of_date) as earlier_date,
        max(current_as_of_date.as_of_date) as as_of_date
    from dates
    cross join current_as_of_date
    where
        dates.is_month_end
        and dates.as_of_date <= {{ customer_segments.add_months('current_as_of_date.as_of_date', -months) }}
    {%- if not loop.last %}
    union all
    {%- endif %}
    {%- endfor %}
),

-- drift is measured up to today, validity over the months after the earlier date
final as (
    select
        comparison,
        earlier_date,
        case comparison
            when 'validation'
                then {{ customer_segments.add_months('earlier_date', comparisons['validation']) }}
            else as_of_date
        end as later_date
    from compared
    where earlier_date is not null
)

select * from final
