-- One row per method and metric: prediction error on the held-back part of the history.
with

backtest as (
    select * from {{ ref('int_segments__lifetime_backtest') }}
),

final as (
    {%- for metric in [
        'mean_absolute_error', 'root_mean_squared_error', 'bias', 'rank_correlation', 'share_of_top_tenth'
    ] %}
    select
        method,
        '{{ metric | replace("_", " ") }}' as metric,
        {{ metric }} as measured_value,
        is_served,
        as_of_date,
        cast(horizon_days as integer) as horizon_days,
        cast(customer_count as bigint) as customer_count
    from backtest
    {%- if not loop.last %}
    union all
    {%- endif %}
    {%- endfor %}
)

select * from final
