-- One row per customer with an order, at the as-of date: all features and attributes.
{#- with whatever reads customers, the state of the kept tables is stored #}
{%- if var('segments_incremental') %}{% do ref('int_segments__kept_build') %}{% endif %}
with

order_features as (
    select * from {{ ref('int_segments__customer_order_features') }}
    where is_current and (order_count > 0 or is_stated)
),

product_features as (
    select * from {{ ref('int_segments__customer_product_features') }}
),

attributes as (
    select * from {{ ref('int_segments__customers') }}
),

customer_attributes as (
    select * from {{ ref('int_segments__customer_attributes') }}
),

final as (
    select
        order_features.*,
        coalesce(
            product_features.distinct_product_count,
            case
                when not order_features.is_stated and '{{ var("segments_input_grain") }}' != 'order' then 0
            end
        ) as distinct_product_count,
        product_features.repeat_product_share,
        product_features.product_variety,
        product_features.distinct_category_count,
        product_features.top_category_share,
        product_features.category_concentration,
        {%- for feature in customer_segments.lifetime_features() %}
        lifetimes.{{ feature }},
        {%- endfor %}
        {%- for feature in customer_segments.attribute_features() %}
        customer_attributes.{{ feature }},
        {%- endfor %}
        {%- for feature in customer_segments.preference_features() %}
        preferences.{{ feature }},
        {%- endfor %}
        attributes.age,
        attributes.income
    from order_features
    left join product_features on order_features.customer_id = product_features.customer_id
    left join customer_attributes on order_features.customer_id = customer_attributes.customer_id
    left join attributes on order_features.customer_id = attributes.customer_id
    {%- if customer_segments.lifetime_features() %}
    left join {{ ref('int_segments__served_lifetime_values') }} as lifetimes
        on order_features.customer_id = lifetimes.customer_id
    {%- endif %}
    {%- if customer_segments.preference_features() %}
    left join {{ ref('int_segments__customer_preferences') }} as preferences
        on order_features.customer_id = preferences.customer_id
    {%- endif %}
)

select * from final
