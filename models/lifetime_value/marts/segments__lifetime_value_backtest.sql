-- One row per method, past window and metric: prediction error, and the coverage of the served intervals.
with

backtest as (
    select
        backtest.*,
        choice.is_best and choice.has_skill as is_served
    from {{ ref('int_segments__lifetime_backtest') }} as backtest
    left join {{ ref('int_segments__lifetime_choice') }} as choice on backtest.method = choice.method
),

-- where more than eight tenths bring nothing, no interval can hold as few as eight tenths
coverage as (
    select
        method,
        {{ customer_segments.divide(
            'sum(case when later_net_amount between predicted_value_low and predicted_value_high then 1 else 0 end)',
            'count(*)'
        ) }} as covered_share
    from {{ ref('int_segments__lifetime_bounds') }}
    where not is_current and predicted_value_high is not null and nothing_share <= 0.8
    group by method
),

final as (
    {%- for metric in [
        'mean_absolute_error', 'root_mean_squared_error', 'bias', 'rank_correlation', 'share_of_top_tenth'
    ] %}
    select
        method,
        as_of_date,
        '{{ metric | replace("_", " ") }}' as metric,
        {{ metric }} as measured_value,
        coalesce(is_served, false) as is_served,
        cast(horizon_days as integer) as horizon_days,
        cast(customer_count as bigint) as customer_count
    from backtest
    union all
    {%- endfor %}
    select
        backtest.method,
        backtest.as_of_date,
        'interval coverage' as metric,
        coverage.covered_share as measured_value,
        true as is_served,
        cast(backtest.horizon_days as integer) as horizon_days,
        cast(backtest.customer_count as bigint) as customer_count
    from backtest
    inner join coverage on backtest.method = coverage.method
    where backtest.window_number = 1
)

select * from final
