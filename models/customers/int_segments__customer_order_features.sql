-- One row per as-of date and customer with an earlier order: recency, frequency, money and habits.
{{ config(**customer_segments.kept_by_customer([
    "{{ customer_segments.drop_other_dates(ref('int_segments__as_of_dates')) }}"
])) }}
{%- set keeps = customer_segments.keeps_rows() %}
{%- set totals = ref('int_segments__customer_totals') %}
{%- set is_unit_test = '__dbt__cte__' in totals | string %}
{%- set states_discounts = is_unit_test or customer_segments.states_discounts() %}
with

{% if var('segments_incremental') -%}
-- of a customer whose lines did not change, the features at a past date stay as they are
needed as (
    select
        dates.as_of_date,
        dates.is_current,
        orders.customer_id
    from {{ ref('int_segments__orders') }} as orders
    cross join {{ ref('int_segments__as_of_dates') }} as dates
    {% if keeps -%}
    where
        dates.as_of_date not in (select kept.as_of_date from {{ this }} as kept)
        or orders.customer_id in (
            select changed.customer_id from {{ ref('int_segments__changed_customers') }} as changed
        )
    {% endif -%}
    group by dates.as_of_date, dates.is_current, orders.customer_id
),

needed_totals as (
    {{ customer_segments.customer_totals('needed', by_customer=true) }}
),

{% endif -%}
measured as (
    {{ customer_segments.order_features('needed_totals' if keeps else totals) }}
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
