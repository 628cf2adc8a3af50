-- One row per method, past window and customer: predicted and actual sales.
{{ config(materialized='view') }}
with

predictions as (
    select * from {{ ref('int_segments__lifetime_predictions') }}
    where not is_current
),

predicted as (
    {%- for method, value in customer_segments.lifetime_methods().items() %}
    select
        '{{ method }}' as method,
        {{ loop.index }} as method_order,
        window_number,
        as_of_date,
        horizon_days,
        customer_id,
        cast({{ value }} as decimal(18, 4)) as predicted,
        cast(later_net_amount as decimal(18, 4)) as actual
    from predictions
    where {{ value }} is not null
    {%- if not loop.last %}
    union all
    {%- endif %}
    {%- endfor %}
),

-- a prediction of 0 counts as a hundredth of the mean
floored as (
    select
        *,
        greatest(cast(actual as double), 0) as actual_value,
        greatest(
            cast(predicted as double),
            0.01 * cast(avg(predicted) over (partition by method, window_number) as double),
            0.0001
        ) as predicted_value
    from predicted
),

final as (
    select
        method,
        method_order,
        window_number,
        as_of_date,
        horizon_days,
        customer_id,
        predicted,
        actual,
        cast(power(cast(predicted - actual as double), 2) as decimal(38, 4)) as squared_error,
        cast(
            2 * (
                case when actual_value > 0 then actual_value * ln(actual_value / predicted_value) else 0 end
                - actual_value + predicted_value
            ) as decimal(38, 6)
        ) as deviance
    from floored
)

select * from final
