-- One row per customer with an order: the numbers that distances are measured between.
{%- set features = customer_segments.clustering_features() %}
with

features as (
    select * from {{ ref('int_segments__customer_features') }}
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

sample as (
    select customer_id from {{ ref('int_segments__customer_sample') }}
),

final as (
    select
        features.customer_id,
        sample.customer_id is not null as is_in_sample,
        {%- for feature in features %}
        {{ customer_segments.scaled_feature(feature) }} as {{ feature }}
        {%- if not loop.last %},{% endif %}
        {%- endfor %}
    from features
    cross join transforms
    left join sample on features.customer_id = sample.customer_id
)

select * from final
