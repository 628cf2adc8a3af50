-- One row per sampled customer the models are fitted on: transformed, not yet scaled.
with

features as (
    select * from {{ ref('int_segments__customer_features') }}
),

final as (
    select
        features.customer_id,
        {%- for feature in customer_segments.clustering_features() %}
        {{ customer_segments.transformed(
            'features.' ~ feature,
            customer_segments.transform_of(feature),
            ranks=customer_segments.rank_alias(feature)
        ) }} as {{ feature }}
        {%- if not loop.last %},{% endif %}
        {%- endfor %}
    from features
    {{- customer_segments.rank_joins('features') }}
    order by md5(features.customer_id), features.customer_id
    limit {{ var('segments_sample_size') }}
)

select * from final
