-- One row per date at which customers are measured: everything before it counts, nothing after.
with

accepted_lines as (
    select * from {{ ref(customer_segments.order_lines_model()) }}
    where is_accepted
),

current_as_of_date as (
    select
        coalesce(
            cast({{ customer_segments.setting_literal('segments_as_of_date') }} as date),
            {{ customer_segments.add_days('cast(max(ordered_at) as date)', 1) }}
        ) as as_of_date,
        cast(min(ordered_at) as date) as first_order_date
    from accepted_lines
),

-- the first of a month measures the complete previous month
month_ends as (
    {%- for months_ago in range(0, var('segments_history_months')) %}
    select
        {{ customer_segments.add_months(
            "cast(date_trunc('month', as_of_date) as date)", -months_ago
        ) }} as as_of_date
    from current_as_of_date
    where {{ customer_segments.add_months(
        "cast(date_trunc('month', as_of_date) as date)", -months_ago
    ) }} > first_order_date
    union all
    {%- endfor %}
    select as_of_date from current_as_of_date
),

dates as (
    select distinct
        month_ends.as_of_date,
        month_ends.as_of_date = current_as_of_date.as_of_date as is_current,
        extract(day from month_ends.as_of_date) = 1 as is_month_end
    from month_ends
    cross join current_as_of_date
    where month_ends.as_of_date is not null
),

final as (
    select
        as_of_date,
        is_current,
        is_month_end,
        lag(as_of_date) over (order by as_of_date) as previous_as_of_date,
        cast(date_trunc('month', {{ customer_segments.add_days('as_of_date', -1) }}) as date) as month_start
    from dates
)

select * from final
