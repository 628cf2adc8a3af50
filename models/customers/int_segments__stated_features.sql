-- One row per customer of a shop without transactions: the features its file states.
{%- set stated = {
    'days_since_last_order': 'cast(stated.days_since_last_order as bigint)',
    'tenure_days': 'cast(stated.tenure_days as bigint)',
    'active_span_days': 'cast(stated.tenure_days - stated.days_since_last_order as bigint)',
    'order_count': 'cast(stated.order_count as bigint)',
    'sales_amount': 'stated.sales_amount',
    'net_amount': 'stated.sales_amount',
    'average_order_value': 'coalesce(cast(stated.average_order_value as double), '
        ~ customer_segments.divide('stated.sales_amount', 'stated.order_count') ~ ')',
    'average_unit_price': 'cast(stated.average_unit_price as double)',
} %}
with

stated as (
    select * from {{ ref('stg_segments__customers') }}
    where customer_id is not null
),

final as (
    select
        {%- for feature in customer_segments.dated_features() %}
        {{ stated.get(feature, 'null') }} as {{ feature }},
        {%- endfor %}
        true as is_stated,
        as_of_dates.as_of_date,
        true as is_current,
        stated.customer_id,
        null as returned_amount
    from stated
    cross join {{ ref('int_segments__as_of_dates') }} as as_of_dates
    where as_of_dates.is_current
)

select * from final
