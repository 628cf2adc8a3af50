-- One row per product with enough weeks: the slope of log units on log price, and its standard error.
{{ config(materialized='view') }}
{%- set lags = [1, 2, 3, 4] %}
with

residuals as (
    select * from {{ ref('int_segments__price_residuals') }}
),

lines as (
    select
        product_id,
        count(*) as week_count,
        sum(price_residual) as price_sum,
        sum(unit_residual) as unit_sum,
        {{ customer_segments.exact_co_moment('price_residual', 'price_residual') }} as price_squares,
        {{ customer_segments.exact_deviation('price_beside_others') }} as price_deviation,
        {{ customer_segments.exact_co_moment('price_residual', 'unit_residual') }} as products
    from residuals
    group by product_id
),

fitted as (
    select
        *,
        {{ customer_segments.divide(
            'products', 'case when price_squares > 0.000001 then price_squares end'
        ) }} as slope
    from lines
),

errors as (
    select
        residuals.weeks_ago,
        fitted.*,
        residuals.price_residual - {{ customer_segments.divide('fitted.price_sum', 'fitted.week_count') }}
            as price,
        residuals.unit_residual - {{ customer_segments.divide('fitted.unit_sum', 'fitted.week_count') }}
        - fitted.slope
        * (residuals.price_residual - {{ customer_segments.divide('fitted.price_sum', 'fitted.week_count') }})
            as error
    from residuals
    inner join fitted on residuals.product_id = fitted.product_id
),

scores as (
    select
        *,
        cast(round(error, 9) as decimal(18, 9)) as rounded_error,
        cast(round(price * error, 9) as decimal(18, 9)) as score
    from errors
),

lagged as (
    select
        *,
    {%- for lag in lags %}
    lag(score, {{ lag }}) over (partition by product_id order by weeks_ago) as score_{{ lag }}
    {%- if not loop.last %},{% endif %}
    {%- endfor %}
    from scores
),

sums as (
    select
        product_id,
        week_count,
        price_squares,
        price_deviation,
        slope,
        cast(sum(rounded_error * rounded_error) as double) as error_squares,
        cast(sum(score * score) as double)
        {%- for lag in lags %}
        + 2 * {{ 1 - lag / 5 }} * coalesce(cast(sum(score * score_{{ lag }}) as double), 0)
        {%- endfor %} as score_squares
    from lagged
    group by product_id, week_count, price_squares, price_deviation, slope
),

-- the larger of the classical error and that of Newey and West (1987), for demand that lasts over weeks
final as (
    select
        product_id,
        week_count,
        round(price_deviation, 6) as price_deviation,
        round(slope, 9) as slope,
        round(sqrt(greatest(
            error_squares / price_squares,
            greatest(score_squares, 0) * week_count / (price_squares * price_squares)
        ) / (week_count - 2)), 9) as standard_error
    from sums
    where slope is not null and week_count > 2
)

select * from final
