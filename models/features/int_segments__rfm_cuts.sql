-- One row per as-of date: the values that part recency, frequency and monetary into five scores.
{%- set measures = {
    'recency': '-days_since_last_order', 'frequency': 'order_count', 'monetary': 'net_amount'
} %}
with

buyers as (
    select * from {{ ref('int_segments__customer_order_features') }}
    where order_count > 0
),

final as (
    select
        as_of_date,
        {%- for measure, value in measures.items() %}
        {%- for cut in range(1, 5) %}
        cast(
            {{ customer_segments.quantile_value(value, cut / 5) }}
            as {{ customer_segments.type_money() }}
        ) as {{ measure }}_cut_{{ cut }},
        {%- endfor %}
        {%- endfor %}
        count(*) as customer_count
    from buyers
    group by as_of_date
)

select * from final
