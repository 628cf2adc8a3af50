-- One row per campaign and segment, and for all: order rates of contacted customers and the control group.
with

outcomes as (
    select * from {{ ref('int_segments__campaign_outcomes') }}
    where is_over
),

counted as (
    select
        campaign_id,
        coalesce(segment_id, 'all') as segment_id,
        sum(case when contact_group = 'treatment' then 1 else 0 end) as treatment_count,
        sum(case when contact_group = 'control' then 1 else 0 end) as control_count,
        sum(case when contact_group = 'treatment' and has_responded then 1 else 0 end) as response_count,
        sum(case when contact_group = 'treatment' and has_ordered then 1 else 0 end)
            as treatment_order_count,
        sum(case when contact_group = 'control' and has_ordered then 1 else 0 end) as control_order_count,
        sum(cost) as cost_amount
    from outcomes
    group by campaign_id, rollup(segment_id)
),

rates as (
    select
        *,
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
    from counted
),

-- interval of a difference of two shares by Newcombe (1998)
uplifts as (
    select
        *,
        treatment_rate - control_rate as uplift,
        treatment_rate - control_rate
        - sqrt(power(treatment_rate - treatment_low, 2) + power(control_high - control_rate, 2))
            as uplift_low,
        treatment_rate - control_rate
        + sqrt(power(treatment_high - treatment_rate, 2) + power(control_rate - control_low, 2))
            as uplift_high
    from rates
),

sizes as (
    select
        segment_id,
        customer_count
    from {{ ref('int_segments__segments') }}
    where customer_count > 0
    union all
    select
        'all' as segment_id,
        sum(customer_count) as customer_count
    from {{ ref('int_segments__segments') }}
),

final as (
    select
        uplifts.campaign_id,
        uplifts.segment_id,
        cast(uplifts.treatment_count as bigint) as treatment_count,
        cast(uplifts.control_count as bigint) as control_count,
        {{ customer_segments.divide('uplifts.treatment_count', 'sizes.customer_count') }} as reached_share,
        uplifts.response_rate,
        uplifts.treatment_rate,
        uplifts.control_rate,
        round(uplifts.uplift, 9) as uplift,
        round(uplifts.uplift_low, 9) as uplift_low,
        round(uplifts.uplift_high, 9) as uplift_high,
        cast(uplifts.cost_amount as decimal(18, 4)) as cost_amount,
        -- the uplift excludes orders that would have been placed anyway
        case
            when uplifts.uplift > 0
                then {{ customer_segments.divide(
                    'uplifts.cost_amount', 'uplifts.uplift * uplifts.treatment_count'
                ) }}
        end as cost_per_extra_customer,
        case
            when uplifts.treatment_count < 30 or uplifts.control_count < 30 then 'too few to tell'
            when uplifts.uplift_low > 0 then 'works'
            when uplifts.uplift_high < 0 then 'does harm'
            else 'no difference shown'
        end as verdict
    from uplifts
    inner join sizes on uplifts.segment_id = sizes.segment_id
)

select * from final
