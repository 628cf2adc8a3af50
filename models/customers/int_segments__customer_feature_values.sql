-- One row per customer with an order and feature: the value to six digits and its percentile.
{{ config(materialized='view') }}
with

catalog as (
    select feature from {{ ref('int_segments__feature_catalog') }}
),

features as (
    select * from {{ ref('int_segments__customer_features') }}
),

feature_values as (
    select
        features.customer_id,
        catalog.feature,
        cast(
            case catalog.feature
                {%- for feature in customer_segments.catalogued_features() %}
                when '{{ feature }}'
                    then cast(features.{{ feature }} as double)
                {%- endfor %}
            end as decimal(18, 6)
        ) as feature_value
    from features
    cross join catalog
),

final as (
    select
        customer_id,
        feature,
        feature_value,
        -- share of customers below, ties counted half: 0.5 in the middle
        (
            rank() over (partition by feature order by feature_value)
            + 0.5 * (count(*) over (partition by feature, feature_value) - 1)
            - 0.5
        ) / cast(count(*) over (partition by feature) as double)
            as percentile
    from feature_values
    where feature_value is not null
)

select * from final
