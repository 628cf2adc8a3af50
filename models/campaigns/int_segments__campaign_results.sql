-- One row per campaign and segment at contact, and for all: order rates of those contacted and held out.
{{ config(materialized='view') }}
with

rates as (
    select
        *,
        case
            when treatment_count + control_count = 0 and waiting_count > 0 then 'response period is not over'
            when treatment_count + control_count = 0 then 'before the first order'
            when control_count = 0 then 'no control group'
            when treatment_count = 0 then 'nobody contacted'
        end as reason_not_compared,
        {{ customer_segments.divide('response_count', 'treatment_count') }} as response_rate,
        {{ customer_segments.divide('treatment_order_count', 'treatment_count') }} as treatment_rate,
        {{ customer_segments.divide('control_order_count', 'control_count') }} as control_rate,
        {%- for name in ['treatment', 'control'] %}
        case when {{ name }}_count > 0 then {{ customer_segments.wilson_lower(
            name ~ '_order_count', name ~ '_count'
        ) }} end as {{ name }}_low,
        case when {{ name }}_count > 0 then 1 - {{ customer_segments.wilson_lower(
            '(' ~ name ~ '_count - ' ~ name ~ '_order_count)', name ~ '_count'
        ) }} end as {{ name }}_high{% if not loop.last %},{% endif %}
        {%- endfor %}
    from {{ ref('int_segments__campaign_sums') }}
),

{{ customer_segments.holm_corrected(
    ref('int_segments__campaign_uplifts'), 'tests', 'campaign_id', 'segment_id'
) }},

final as (
    select
        rates.campaign_id,
        rates.segment_id,
        cast(rates.treatment_count as bigint) as treatment_count,
        cast(rates.control_count as bigint) as control_count,
        cast(rates.uncounted_count as bigint) as uncounted_count,
        rates.response_rate,
        rates.treatment_rate,
        rates.control_rate,
        round(rates.treatment_rate - rates.control_rate, 9) as uplift,
        -- interval of a difference of two shares by Newcombe (1998)
        round(
            rates.treatment_rate - rates.control_rate - sqrt(
                power(rates.treatment_rate - rates.treatment_low, 2)
                + power(rates.control_high - rates.control_rate, 2)
            ), 9
        ) as uplift_low,
        round(
            rates.treatment_rate - rates.control_rate + sqrt(
                power(rates.treatment_high - rates.treatment_rate, 2)
                + power(rates.control_rate - rates.control_low, 2)
            ), 9
        ) as uplift_high,
        tests.adjusted_uplift,
        round(tests.adjusted_uplift - {{ customer_segments.z_score_95() }} * tests.standard_error, 9)
            as adjusted_uplift_low,
        round(tests.adjusted_uplift + {{ customer_segments.z_score_95() }} * tests.standard_error, 9)
            as adjusted_uplift_high,
        tests.corrected_p_value,
        cast(rates.cost_amount as decimal(18, 4)) as cost_amount,
        -- the uplift excludes orders that would have been placed anyway
        case
            when tests.adjusted_uplift > 0
                then {{ customer_segments.divide(
                    'rates.cost_amount', 'tests.adjusted_uplift * rates.treatment_count'
                ) }}
        end as cost_per_extra_customer,
        coalesce(rates.reason_not_compared, tests.group_check, 'too few to tell') as group_check,
        case
            when rates.reason_not_compared is not null then rates.reason_not_compared
            when not coalesce(tests.is_testable, false) then 'too few to tell'
            when tests.group_check != 'as expected of a random draw' then 'groups are not comparable'
            when tests.corrected_p_value >= 0.05 then 'no difference shown'
            when tests.adjusted_uplift > 0 then 'works'
            else 'does harm'
        end as verdict
    from rates
    left join tests on rates.campaign_id = tests.campaign_id and rates.segment_id = tests.segment_id
)

select * from final
