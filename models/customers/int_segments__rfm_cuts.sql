-- One row per as-of date: the cut points of recency, frequency and monetary scores.
{%- set measures = {
    'recency': '-buyers.days_since_last_order', 'frequency': 'buyers.order_count', 'monetary': 'buyers.net_amount'
} %}
with

buyers as (
    select * from {{ ref('int_segments__customer_order_features') }}
    where order_count > 0
),

breaks as (
    select
        as_of_date,
        {%- for measure in measures %}
        {%- for cut in range(1, customer_segments.rfm_score_count()) %}
        max(case when measure = '{{ measure }}' and cut_number = {{ cut }} then cut_value end)
            as {{ measure }}_break_{{ cut }},
        {%- endfor %}
        {%- endfor %}
        count(*) as break_count
    from {{ ref('int_segments__fitted_rfm_breaks') }}
    group by as_of_date
),

final as (
    select
        buyers.as_of_date,
        {%- for measure, value in measures.items() %}
        {%- for cut in range(1, customer_segments.rfm_score_count()) %}
        cast(
            {{ customer_segments.rfm_cut(measure, value, cut) }} as decimal(18, 4)
        ) as {{ measure }}_cut_{{ cut }},
        {%- endfor %}
        {%- endfor %}
        count(*) as customer_count
    from buyers
    left join breaks on buyers.as_of_date = breaks.as_of_date
    group by buyers.as_of_date
)

select * from final
