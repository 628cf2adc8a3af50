-- One row per as-of date and customer with an earlier order: recency, frequency, money and habits.
{%- set totals = ref('int_segments__customer_totals') %}
{%- set is_unit_test = '__dbt__cte__' in totals | string %}
{%- set states_discounts = is_unit_test or customer_segments.states_discounts() %}
with

measured as (
    {{ customer_segments.order_features(totals) }}
),

final as (
    select
        {%- for feature in customer_segments.dated_features() %}
        {{ customer_segments.known_feature(feature, states_discounts) }},
        {%- endfor %}
        is_stated,
        as_of_date,
        is_current,
        customer_id,
        {{ customer_segments.known_feature('returned_amount', states_discounts) }}
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
