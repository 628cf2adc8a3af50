-- One row per day of a contact and customer with an earlier order: features at that day, and scaled.
{%- set features = customer_segments.clustering_features() %}
with

order_features as (
    {{ customer_segments.order_features(ref('int_segments__contact_totals')) }}
),

transforms as (
    select
        {{ customer_segments.fitted_columns() }}
    from {{ ref('int_segments__fitted_transforms') }}
),

final as (
    select
        order_features.as_of_date,
        order_features.customer_id,
        order_features.orders_last_365_days as past_order_count,
        {%- for feature in features %}
        {{
            customer_segments.scaled_feature(feature)
            if feature in customer_segments.dated_features() else '0'
        }} as {{ feature }}
        {%- if not loop.last %},{% endif %}
        {%- endfor %}
    from order_features
    cross join transforms
    {{- customer_segments.rank_joins('order_features', customer_segments.dated_features()) }}
    where order_features.order_count > 0
)

select * from final
