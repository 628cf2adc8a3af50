-- One row per segment: money on promotion, price paid and response to promotions, with intervals.
{%- set z = customer_segments.z_score_95() %}
{%- set listed = customer_segments.has_prices() and not customer_segments.has_prices(is_paid=true) %}
{%- set reason = 'prices are those of the product list' if listed else 'no lines of products with a price' %}
{%- set no_weeks = reason if listed else 'no weeks with and without promotions to compare' %}
with

tests as (
    select
        *,
        case
            when measure = 'promotion_response' and evidence = 'stated' and segment_id != 'all'
                then 2 * {{ customer_segments.normal_tail('z_score') }}
        end as p_value
    from {{ ref('int_segments__price_ratios') }}
),

{{ customer_segments.holm_corrected('tests', 'corrected', 'measure', 'segment_id') }},

final as (
    select
        segments.segment_id,
        segments.segment_name,
        segments.customer_count,
        case when share.evidence = 'stated' then share.ratio end as promotion_money_share,
        -- without a line on promotion: at most three in as many customers (rule of three)
        case
            when share.evidence = 'stated'
                then round(greatest(0, coalesce(share.ratio * (1 - {{ z }} * share.relative_error), 0)), 9)
        end as promotion_money_share_low,
        case
            when share.evidence = 'stated'
                then round(least(1, coalesce(
                        share.ratio * (1 + {{ z }} * share.relative_error), 3.0 / share.customer_count
                    )), 9)
        end as promotion_money_share_high,
        coalesce(share.evidence, '{{ reason }}') as promotion_evidence,
        {%- for measure, source in [('price_index', 'paid'), ('promotion_response', 'response')] %}
        case when {{ source }}.evidence = 'stated' then {{ source }}.ratio end as {{ measure }},
        case
            when {{ source }}.evidence = 'stated'
                then round({{ source }}.ratio * exp(-{{ z }} * {{ source }}.relative_error), 9)
        end as {{ measure }}_low,
        case
            when {{ source }}.evidence = 'stated'
                then round({{ source }}.ratio * exp({{ z }} * {{ source }}.relative_error), 9)
        end as {{ measure }}_high,
        {%- endfor %}
        case when shop.evidence = 'stated' then shop.ratio end as shop_promotion_response,
        round(response.corrected_p_value, 9) as corrected_p_value,
        case
            when response.evidence is null
                then '{{ no_weeks }}'
            when response.evidence != 'stated' then response.evidence
            when response.corrected_p_value >= 0.05 then 'no difference from other customers shown'
            when response.z_score > 0 then 'responds more than other customers'
            when response.z_score < 0 then 'responds less than other customers'
            else 'no other customers'
        end as response_verdict
    from {{ ref('int_segments__segments') }} as segments
    left join corrected as share
        on segments.segment_id = share.segment_id and share.measure = 'promotion_money_share'
    left join corrected as paid
        on segments.segment_id = paid.segment_id and paid.measure = 'price_index'
    left join corrected as response
        on segments.segment_id = response.segment_id and response.measure = 'promotion_response'
    left join corrected as shop
        on shop.segment_id = 'all' and shop.measure = 'promotion_response'
    where segments.customer_count > 0
)

select * from final
