-- One row per campaign: what its size can show, and the control group that its expected effect needs.
{{ config(materialized='view') }}
{%- set power_80 = 0.8416212335729143 %}
{%- set test_95 = 1.959963984540054 %}
with

campaigns as (
    select
        campaign_id,
        min(base_rate) as base_rate,
        min(extra_orders) as extra_orders,
        cast(sum(treatment_count) as double) as treatment_count,
        cast(sum(case when treatment_count > 0 then control_count else 0 end) as double) as control_count
    from {{ ref('int_segments__campaign_budgets') }}
    group by campaign_id
),

-- effect sizes on the arcsine scale (Cohen 1988)
sized as (
    select
        *,
        treatment_count + control_count as total_count,
        asin(sqrt(base_rate)) as base_angle,
        2
        * (asin(sqrt(least(greatest(base_rate + extra_orders, 0), 1))) - asin(sqrt(base_rate)))
            as effect_size,
        sqrt(1 / nullif(treatment_count, 0) + 1 / nullif(control_count, 0)) as error
    from campaigns
    where base_rate is not null
),

needed as (
    select
        *,
        abs(effect_size) / error as signal,
        base_angle + {{ test_95 + power_80 }} * error / 2 as detectable_angle,
        power({{ test_95 + power_80 }}, 2) / nullif(power(effect_size, 2), 0) as needed_inverse
    from sized
),

final as (
    select
        campaign_id,
        round(
            {{ customer_segments.normal_share('(signal - ' ~ test_95 ~ ')') }}
            + {{ customer_segments.normal_share('(-signal - ' ~ test_95 ~ ')') }}, 6
        ) as statistical_power,
        -- no share above 1 can be detected
        case
            when detectable_angle < asin(1.0) then round(power(sin(detectable_angle), 2) - base_rate, 6)
        end as smallest_detectable_uplift,
        -- null where no split of these customers suffices
        case
            when total_count >= 4 * needed_inverse
                then cast(ceil(
                        (total_count - sqrt(total_count * total_count - 4 * needed_inverse * total_count)) / 2
                    ) as bigint)
        end as needed_control_count,
        cast(ceil(4 * needed_inverse) as bigint) as needed_customer_count
    from needed
)

select * from final
