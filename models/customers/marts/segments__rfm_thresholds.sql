-- One row per RFM measure and score: its range of values and its customers.
{%- set measures = {
    'recency': 'days_since_last_order', 'frequency': 'order_count', 'monetary': 'net_amount'
} %}
with

customers as (
    select * from {{ ref('int_segments__customer_rfm') }}
    where is_current
),

{% for measure, value in measures.items() -%}
{{ measure }} as (
    select
        as_of_date,
        '{{ measure }}' as measure,
        {{ measure }}_score as score,
        min({{ value }}) as lowest_value,
        max({{ value }}) as highest_value,
        count(*) as customer_count
    from customers
    where {{ measure }}_score is not null
    group by as_of_date, {{ measure }}_score
),

{% endfor -%}
thresholds as (
    select * from recency
    union all
    select * from frequency
    union all
    select * from monetary
),

final as (
    select
        as_of_date,
        measure,
        cast(score as integer) as score,
        cast(lowest_value as decimal(18, 4)) as lowest_value,
        cast(highest_value as decimal(18, 4)) as highest_value,
        cast(customer_count as bigint) as customer_count
    from thresholds
)

select * from final
