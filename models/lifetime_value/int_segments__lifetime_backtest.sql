-- One row per method: prediction error on the held-back part of the history, and whether it is served.
with

predicted as (
    {%- for method, value in customer_segments.lifetime_methods().items() %}
    select
        '{{ method }}' as method,
        {{ loop.index }} as method_order,
        as_of_date,
        horizon_days,
        customer_id,
        cast({{ value }} as decimal(18, 4)) as predicted,
        cast(later_net_amount as decimal(18, 4)) as actual
    from {{ ref('int_segments__lifetime_predictions') }}
    where not is_current and {{ value }} is not null
    {%- if not loop.last %}
    union all
    {%- endif %}
    {%- endfor %}
),

-- ties share their mean rank; twice the mean rank is a whole number
ranked as (
    select
        *,
        2 * rank() over (partition by method order by predicted)
        + count(*) over (partition by method, predicted) as predicted_rank,
        2 * rank() over (partition by method order by actual)
        + count(*) over (partition by method, actual) as actual_rank,
        row_number() over (partition by method order by predicted desc, customer_id)
        <= 0.1 * count(*) over (partition by method) as is_top_tenth
    from predicted
),

judged as (
    select
        method,
        method_order,
        as_of_date,
        horizon_days,
        count(*) as customer_count,
        round({{ customer_segments.divide('sum(abs(predicted - actual))', 'count(*)') }}, 6)
            as mean_absolute_error,
        round(sqrt({{ customer_segments.divide(
            'sum(cast(power(cast(predicted - actual as double), 2) as decimal(38, 4)))',
            'count(*)'
        ) }}), 6) as root_mean_squared_error,
        round({{ customer_segments.divide('sum(predicted) - sum(actual)', 'sum(actual)') }}, 6) as bias,
        round({{ customer_segments.exact_correlation('predicted_rank', 'actual_rank') }}, 6)
            as rank_correlation,
        round({{ customer_segments.divide(
            'sum(case when is_top_tenth then actual else 0 end)', 'sum(actual)'
        ) }}, 6) as share_of_top_tenth
    from ranked
    group by method, method_order, as_of_date, horizon_days
),

final as (
    select
        *,
        row_number() over (order by round(root_mean_squared_error, 4), method_order) = 1 as is_served
    from judged
)

select * from final
