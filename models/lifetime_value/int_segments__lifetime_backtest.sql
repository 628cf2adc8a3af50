-- One row per method and past window: prediction errors.
with

-- ties share their mean rank; twice the mean rank is a whole number
ranked as (
    select
        *,
        2 * rank() over (partition by method, window_number order by predicted)
        + count(*) over (partition by method, window_number, predicted) as predicted_rank,
        2 * rank() over (partition by method, window_number order by actual)
        + count(*) over (partition by method, window_number, actual) as actual_rank,
        row_number() over (partition by method, window_number order by predicted desc, customer_id)
        <= 0.1 * count(*) over (partition by method, window_number) as is_top_tenth
    from {{ ref('int_segments__lifetime_errors') }}
),

final as (
    select
        method,
        method_order,
        window_number,
        as_of_date,
        horizon_days,
        count(*) as customer_count,
        round({{ customer_segments.divide('sum(abs(predicted - actual))', 'count(*)') }}, 6)
            as mean_absolute_error,
        round(sqrt({{ customer_segments.divide('sum(squared_error)', 'count(*)') }}), 6)
            as root_mean_squared_error,
        round({{ customer_segments.divide('sum(predicted) - sum(actual)', 'sum(actual)') }}, 6) as bias,
        round({{ customer_segments.exact_correlation('predicted_rank', 'actual_rank') }}, 6)
            as rank_correlation,
        round({{ customer_segments.divide(
            'sum(case when is_top_tenth then actual else 0 end)', 'sum(actual)'
        ) }}, 6) as share_of_top_tenth
    from ranked
    group by method, method_order, window_number, as_of_date, horizon_days
)

select * from final
