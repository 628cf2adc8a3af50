-- One row per as-of date and buyer: the clustering features at that date, scaled by today's fitted rows.
{{ config(materialized='view') }}
{%- set features = customer_segments.clustering_features() %}
with

order_features as (
    select * from {{ ref('int_segments__customer_order_features') }}
    where order_count > 0
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
)

select * from final
