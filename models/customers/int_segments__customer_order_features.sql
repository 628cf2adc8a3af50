-- One row per as-of date and customer with an earlier order: recency, frequency, money and habits.
with

measured as (
    {{ customer_segments.order_features(ref('int_segments__customer_totals')) }}
),

final as (
    select
        {%- for feature in customer_segments.dated_features() %}
        {{ customer_segments.known_money(feature) }},
        {%- endfor %}
        is_stated,
        as_of_date,
        is_current,
        customer_id,
        {{ customer_segments.known_money('returned_amount') }}
    from measured
    {%- if var('segments_input_grain') == 'customer' %}
    -- a shop without transactions
    union all
    select
        {%- for feature in customer_segments.dated_features() %}
        {{ feature }},
        {%- endfor %}
        is_stated,
        as_of_date,
        is_current,
        customer_id,
        returned_amount
    from {{ ref('int_segments__stated_features') }}
    {%- endif %}
)

select * from final
