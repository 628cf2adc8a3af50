-- One row per segment and measure, and for the shop: sums over its customers and over all others.
{{ config(materialized='view') }}
{%- set measures = {
    'promotion_money_share': ['int_segments__customer_prices', 'promotion_amount', 'judged_amount'],
    'price_index': ['int_segments__customer_prices', 'compared_amount', 'usual_amount'],
    'promotion_response': ['int_segments__promotion_responses', 'promotion_term', 'other_term'],
} %}
with

measured as (
    {%- for measure, source in measures.items() %}
    select
        customer_id,
        '{{ measure }}' as measure,
        {{ source[1] }} as numerator,
        {{ source[2] }} as denominator
    from {{ ref(source[0]) }}
    where {{ source[2] }} > 0{{ ' or ' ~ source[1] ~ ' > 0' if measure == 'promotion_response' }}
    {%- if not loop.last %}
    union all
    {%- endif %}
    {%- endfor %}
),

-- parts of the shop's sums, so that squares are exact whatever the currency
parts as (
    select
        customer_id,
        measure,
        numerator as numerator_amount,
        denominator as denominator_amount,
        cast(round({{ customer_segments.divide(
            'numerator', 'sum(numerator) over (partition by measure)'
        ) }}, 12) as decimal(18, 12)) as numerator,
        cast(round({{ customer_segments.divide(
            'denominator', 'sum(denominator) over (partition by measure)'
        ) }}, 12) as decimal(18, 12)) as denominator
    from measured
),

by_segment as (
    select
        segments.segment_id,
        parts.*
    from parts
    inner join {{ ref('int_segments__customer_segments') }} as segments
        on parts.customer_id = segments.customer_id
    union all
    select
        'all' as segment_id,
        parts.*
    from parts
),

sums as (
    select
        segment_id,
        measure,
        count(*) as customer_count,
        {{ customer_segments.divide('sum(numerator_amount)', 'sum(denominator_amount)') }} as ratio,
        cast(sum(numerator) as double) as n,
        cast(sum(denominator) as double) as d,
        cast(sum(numerator * numerator) as double) as nn,
        cast(sum(numerator * denominator) as double) as nd,
        cast(sum(denominator * denominator) as double) as dd
    from by_segment
    group by segment_id, measure
),

final as (
    select
        *,
        {%- for sum in ['customer_count', 'n', 'd', 'nn', 'nd', 'dd'] %}
        max(case when segment_id = 'all' then {{ sum }} end) over (partition by measure) - {{ sum }}
            as other_{{ sum }},
        {%- endfor %}
        max(case when segment_id = 'all' then customer_count end) over (partition by measure) as shop_count
    from sums
)

select * from final
