-- One row per prediction date and customer: expected orders, probability alive and value, by method.
with

summaries as (
    select
        summaries.*,
        fitted.order_shape as r,
        fitted.order_scale as alpha,
        fitted.leaving_alpha as a,
        fitted.leaving_beta as b,
        fitted.spend_shape as p,
        fitted.customer_shape as q,
        fitted.customer_scale as v
    from {{ ref('int_segments__lifetime_summaries') }} as summaries
    left join {{ ref('int_segments__fitted_lifetimes') }} as fitted
        on summaries.window_number = fitted.window_number
),

-- time since the last order, relative to that of an active customer
silences as (
    select
        *,
        (r + repeat_count) * ln((alpha + age_days) / (alpha + active_span_days)) as silence
    from summaries
),

-- not defined for a single order
alive as (
    select
        *,
        case
            when repeat_count = 0 then 1
            when silence > 500 then 0
            else 1 / (1 + a / (b + repeat_count - 1) * exp(silence))
        end as alive,
        horizon_days / (alpha + age_days + horizon_days) as ahead,
        p * (v + order_day_count * order_value) / (p * order_day_count + q - 1) as expected_order_value,
        floor((alpha + age_days) * (power(2, 1 / (r + repeat_count)) - 1)) + 1 as days_to_next_order
    from silences
),

-- hypergeometric series of the expectation, 80 terms, summed from the last to the first
{%- for first in [64, 48, 32, 16, 0] %}
series_{{ first }} as (
    select
        *,
        {{ customer_segments.hypergeometric(
            '(a + b - 1 - r)', '(a - 1)', '(a + b + repeat_count - 1)', 'ahead',
            first, 16, '1' if loop.first else 'sum_' ~ (first + 16)
        ) }} as sum_{{ first }}
    from {{ 'alive' if loop.first else 'series_' ~ (first + 16) }}
),
{% endfor %}
expected as (
    select
        *,
        round(
            alive * (a + b + repeat_count - 1) / (a - 1) * (1 - power(1 - ahead, a - 1) * sum_0), 9
        ) as expected_orders
    from series_0
),

final as (
    select
        window_number,
        is_current,
        as_of_date,
        customer_id,
        repeat_count,
        days_since_last_order,
        horizon_days,
        season_factor,
        later_order_count,
        later_net_amount,
        later_days_to_order,
        expected_orders,
        case when repeat_count > 0 then round(alive, 9) end as probability_alive,
        round(expected_order_value, 4) as expected_order_value,
        days_to_next_order,
        round(expected_orders * expected_order_value * kept_share * season_factor, 4) as bg_nbd_value,
        -- the money of the first quarter as a customer is scaled to 90 days, threefold at most
        round({{ customer_segments.divide(
            'sales_last_365_days * kept_share * horizon_days * season_factor
            * case when age_days >= 89 then 1.0 when age_days < 29 then 3.0 else 90.0 / (age_days + 1) end',
            'case when shop_days < 365 then shop_days else 365 end'
        ) }}, 4) as last_year_value,
        round({{ customer_segments.divide(
            'sales_amount * kept_share * horizon_days * season_factor', 'age_days + 1'
        ) }}, 4) as constant_rate_value
    from expected
)

select * from final
