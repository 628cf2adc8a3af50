-- One row per customer with an order: the scaled features that distances are measured on.
{{ config(post_hook="{{ customer_segments.check_cluster_count() }}") }}
{%- set features = customer_segments.clustering_features() %}
with

features as (
    select * from {{ ref('int_segments__customer_features') }}
),

transforms as (
    select
        {{ customer_segments.fitted_columns() }}
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
    {{- customer_segments.rank_joins('features') }}
)

select * from final
