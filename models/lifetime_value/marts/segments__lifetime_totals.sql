-- One row per group of customers, known and yet to come: the value expected of all of them.
{%- set rate = customer_segments.tuning('discount_rate') %}
with

served as (
    select method
    from {{ ref('int_segments__lifetime_choice') }}
    where is_best and has_skill
),

-- what came over what was predicted, in past windows
windows as (
    select
        errors.window_number,
        cast(
            round(ln({{ customer_segments.divide('sum(errors.actual)', 'sum(errors.predicted)') }}), 6)
            as decimal(18, 6)
        ) as log_ratio
    from {{ ref('int_segments__lifetime_errors') }} as errors
    inner join served on errors.method = served.method
    group by errors.window_number
    having sum(errors.actual) > 0 and sum(errors.predicted) > 0
),

-- the size of past misses in either direction, times Student's t of an 80 % interval; windows overlap by two
-- thirds, so that three or four of them have two degrees of freedom
spread as (
    select
        case when count(*) >= 3 then 1.886 end
        * sqrt(cast({{ customer_segments.divide('sum(log_ratio * log_ratio)', 'count(*)') }} as double))
            as margin
    from windows
),

known as (
    select
        count(*) as customer_count,
        cast(sum(predicted_value) as double) as expected_value
    from {{ ref('segments__lifetime_values') }}
    where predicted_value is not null
),

-- the first purchases and the first 180 days of a new customer lie half a year apart, on average
totals as (
    select
        'known customers' as customer_group,
        'next 12 months' as value_period,
        known.customer_count,
        known.expected_value,
        known.expected_value * exp(-spread.margin) as low,
        known.expected_value * exp(spread.margin) as high,
        0.5 as years,
        'no method of lifetime value shows skill' as reason
    from known
    cross join spread
    union all
    select
        'customers yet to come' as customer_group,
        'first 180 days of those who come in the next 12 months' as value_period,
        max(new_count) as customer_count,
        max(new_count * early_value) as expected_value,
        max(new_count * early_value * exp(-1.2816 * relative_error)) as low,
        max(new_count * early_value * exp(1.2816 * relative_error)) as high,
        0.75 as years,
        'fewer than two years of orders, or than 30 new customers' as reason
    from {{ ref('int_segments__lifetime_newcomers') }}
),

margins as (
    select
        {{ customer_segments.divide('sum(costed_net_amount) - sum(cost_amount)', 'sum(costed_net_amount)') }}
            as margin_share
    from {{ ref('int_segments__customer_profits') }}
),

final as (
    select
        totals.customer_group,
        totals.value_period,
        cast(case when totals.expected_value is not null then totals.customer_count end as bigint)
            as customer_count,
        {%- for column, value in [
            ('expected_value', 'expected_value'), ('expected_value_low', 'low'), ('expected_value_high', 'high'),
            ('discounted_value', 'expected_value / power(1 + ' ~ rate ~ ', totals.years)'),
            ('gross_profit', 'expected_value * margins.margin_share'),
            ('discounted_gross_profit', 'expected_value * margins.margin_share / power(1 + ' ~ rate ~ ', totals.years)'),
        ] %}
        cast(round(totals.{{ value }}, 4) as decimal(18, 4)) as {{ column }},
        {%- endfor %}
        round(margins.margin_share, 6) as margin_share,
        case when totals.expected_value is null then totals.reason else 'stated' end as evidence
    from totals
    cross join margins
)

select * from final
