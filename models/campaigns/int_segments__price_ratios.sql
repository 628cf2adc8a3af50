-- One row per segment and measure, and for the shop: the ratio, its error, and whether it may be stated.
{{ config(materialized='view') }}
{%- set fewest = var('segments_smallest_clustered_shop') %}
with

-- the error of the logarithm, from the spread over customers (linearisation)
errors as (
    select
        *,
        {%- for group in ['', 'other_'] %}
        sqrt(greatest(
            {{ group }}nn / nullif({{ group }}n * {{ group }}n, 0)
            - 2 * {{ group }}nd / nullif({{ group }}n * {{ group }}d, 0)
            + {{ group }}dd / nullif({{ group }}d * {{ group }}d, 0),
            0
        ) * {{ group }}customer_count / nullif({{ group }}customer_count - 1.0, 0)) as {{ group }}error
        {%- if not loop.last %},{% endif %}
        {%- endfor %}
    from {{ ref('int_segments__price_sums') }}
),

weeks as (
    select
        count(*) as week_count,
        sum(case when week_type = 'promotion' then 1 else 0 end) as promotion_week_count,
        sum(case when week_type = 'other' then 1 else 0 end) as other_week_count
    from {{ ref('int_segments__promotion_weeks') }}
),

final as (
    select
        errors.segment_id,
        errors.measure,
        errors.customer_count,
        errors.shop_count,
        round(errors.ratio, 9) as ratio,
        round(errors.error, 9) as relative_error,
        round(
            ln(nullif(errors.n, 0) * nullif(errors.other_d, 0) / nullif(errors.d * errors.other_n, 0))
            / nullif(sqrt(errors.error * errors.error + errors.other_error * errors.other_error), 0), 6
        ) as z_score,
        case
            when weeks.week_count < 26 then 'fewer than 26 weeks with sales'
            when errors.shop_count < {{ fewest }} then 'fewer than {{ fewest }} customers in the shop'
            when errors.customer_count < 30 then 'fewer than 30 customers with evidence'
            when errors.measure != 'promotion_response' then 'stated'
            when least(weeks.promotion_week_count, weeks.other_week_count) < 4
                then 'fewer than 4 weeks with or without promotions'
            when coalesce(errors.error, 1) > 0.5 then 'too few orders'
            else 'stated'
        end as evidence
    from errors
    cross join weeks
)

select * from final
