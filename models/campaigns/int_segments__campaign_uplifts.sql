-- One row per campaign and segment at contact, and for all: the uplift adjusted for the past, and its errors.
{{ config(materialized='view') }}
{%- set groups = ['treatment', 'control'] %}
with

sums as (
    select
        *,
        treatment_count + control_count as customer_count,
        treatment_order_count + control_order_count as ordered_count,
        cast(treatment_x + control_x as double) as x,
        cast(treatment_xx + control_xx as double) as xx,
        cast(treatment_xy + control_xy as double) as xy,
        {{ customer_segments.divide('treatment_count', 'treatment_count + control_count') }}
            as treatment_share,
        sum(case when segment_id = 'all' then treatment_count end) over (partition by campaign_id)
        / nullif(
            cast(
                sum(case when segment_id = 'all' then treatment_count + control_count end)
                    over (partition by campaign_id)
                as double
            ), 0
        ) as campaign_share
    from {{ ref('int_segments__campaign_sums') }}
),

-- sums of squares about the means: of either group, and of all without regard to groups
squares as (
    select
        *,
        {%- for group in groups %}
        cast({{ group }}_xx as double)
        - power(cast({{ group }}_x as double), 2) / {{ group }}_count as {{ group }}_sxx,
        cast({{ group }}_xy as double)
        - cast({{ group }}_x as double) * {{ group }}_order_count / {{ group }}_count
            as {{ group }}_sxy,
        {{ group }}_order_count - power({{ group }}_order_count, 2) / cast({{ group }}_count as double)
            as {{ group }}_syy,
        cast({{ group }}_x as double) / {{ group }}_count as {{ group }}_mean,
        {%- endfor %}
        xx - x * x / customer_count as sxx,
        xy - x * ordered_count / customer_count as sxy,
        ordered_count - power(ordered_count, 2) / cast(customer_count as double) as syy
    from sums
    where treatment_count > 1 and control_count > 1
),

-- the slope of ordering on the past (CUPED, analysis of covariance)
slopes as (
    select
        *,
        coalesce((treatment_sxy + control_sxy) / nullif(greatest(treatment_sxx + control_sxx, 0), 0), 0)
            as slope,
        greatest(syy - coalesce(sxy * sxy / nullif(greatest(sxx, 0), 0), 0), 0) / (customer_count - 2)
            as null_variance
    from squares
),

adjusted as (
    select
        *,
        treatment_order_count / cast(treatment_count as double)
        - control_order_count / cast(control_count as double)
        - slope * (treatment_mean - control_mean) as adjusted_uplift,
        sqrt(
            {%- for group in groups %}
            greatest({{ group }}_syy - 2 * slope * {{ group }}_sxy + slope * slope * {{ group }}_sxx, 0)
            / ({{ group }}_count - 1.0) / {{ group }}_count{% if not loop.last %} +{% endif %}
            {%- endfor %}
        ) as standard_error,
        1.0 / treatment_count + 1.0 / control_count as one_over_counts,
        least(treatment_count, control_count)
        * least(ordered_count, customer_count - ordered_count)
        / cast(customer_count as double) as smallest_cell
    from slopes
),

tested as (
    select
        *,
        -- the usual limits of a normal approximation
        least(treatment_count, control_count) >= 30 and smallest_cell >= 5 as is_testable,
        adjusted_uplift / nullif(sqrt(null_variance * one_over_counts), 0) as z_score,
        (treatment_mean - control_mean)
        / nullif(sqrt(greatest(sxx, 0) / (customer_count - 1) * one_over_counts), 0)
            as z_score_of_past,
        (treatment_share - campaign_share)
        / nullif(sqrt(campaign_share * (1 - campaign_share) / customer_count), 0) as z_score_of_share
    from adjusted
),

final as (
    select
        campaign_id,
        segment_id,
        round(adjusted_uplift, 9) as adjusted_uplift,
        round(standard_error, 9) as standard_error,
        is_testable,
        round(
            case when is_testable then 2 * {{ customer_segments.normal_tail('z_score') }} end, 9
        ) as p_value,
        -- 3.29: one random draw in a thousand
        case
            when abs(z_score_of_past) > 3.29 then 'groups differ in their past orders'
            when abs(z_score_of_share) > 3.29 then 'share held out differs from that of the campaign'
            else 'as expected of a random draw'
        end as group_check
    from tested
)

select * from final
