-- One row per prototype of the version that segments_model_version goes back to; none where it is null.
{{ config(materialized='view') }}
with

parameters as (
    select * from {{ ref('stg_segments__previous_parameters') }}
    where
        part = 'prototype'
        and model_version = {{ customer_segments.setting_literal('segments_model_version', 0) }}
),

counted as (
    select count(distinct cluster) as cluster_count from parameters
),

final as (
    select
        parameters.text_value as algorithm,
        cast(counted.cluster_count as integer) as cluster_count,
        parameters.prototype,
        parameters.cluster,
        parameters.customer_count,
        {%- for feature in customer_segments.clustering_features() %}
        max(case when parameters.feature = '{{ feature }}' then parameters.value end) as {{ feature }},
        {%- endfor %}
        parameters.segment_id as restored_segment_id
    from parameters
    cross join counted
    group by
        parameters.text_value, counted.cluster_count, parameters.prototype, parameters.cluster,
        parameters.customer_count, parameters.segment_id
)

select * from final
