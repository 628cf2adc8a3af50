-- One row per customer the models are fitted on: a fixed sample, transformed but not yet scaled.
with

features as (
    select * from {{ ref('int_segments__customer_features') }}
),

final as (
    select
        customer_id,
        {%- for feature in customer_segments.clustering_features() %}
        {{ customer_segments.transformed(
            feature, var('segments_clustering_features')[feature]['transform']
        ) }} as {{ feature }}
        {%- if not loop.last %},{% endif %}
        {%- endfor %}
    from features
    order by md5(customer_id), customer_id
    limit {{ var('segments_sample_size') }}
)

select * from final
