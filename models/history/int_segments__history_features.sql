-- One row per as-of date and buyer: the clustering features as they stood, scaled by today's fitted rows.
{%- set features = customer_segments.clustering_features() %}
with

order_features as (
    select
        *,
        {{ customer_segments.divide('days_since_last_order', 'average_days_between_orders') }}
            as overdue_ratio
    from {{ ref('int_segments__customer_order_features') }}
    where order_count > 0
),

transforms as (
    select
        {%- for feature in features %}
        {%- for part in ['missing_value', 'lower_limit', 'upper_limit', 'center', 'scale', 'weight'] %}
        max(case when feature = '{{ feature }}' then {{ part }} end) as {{ feature }}__{{ part }},
        {%- endfor %}
        {%- endfor %}
        count(*) as feature_count
    from {{ ref('int_segments__fitted_transforms') }}
),

final as (
    select
        order_features.as_of_date,
        order_features.customer_id,
        {%- for feature in features %}
        {{
            customer_segments.scaled_feature(feature)
            if feature in customer_segments.dated_features() else '0'
        }} as {{ feature }}
        {%- if not loop.last %},{% endif %}
        {%- endfor %}
    from order_features
    cross join transforms
)

select * from final
