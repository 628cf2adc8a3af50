-- One row per prototype that customers are scored by: of the chosen clustering, or of an earlier version.
{%- set features = customer_segments.clustering_features() %}
with

{%- if var('segments_model_version') %}

parameters as (
    select * from {{ ref('stg_segments__previous_parameters') }}
    where model_version = {{ var('segments_model_version') }} and part = 'prototype'
),

counted as (
    select count(distinct cluster) as cluster_count from parameters
),

prototypes as (
    select
        parameters.text_value as algorithm,
        cast(counted.cluster_count as integer) as cluster_count,
        parameters.prototype,
        parameters.cluster,
        parameters.customer_count,
        {%- for feature in features %}
        max(case when parameters.feature = '{{ feature }}' then parameters.value end) as {{ feature }},
        {%- endfor %}
        -- an earlier version brings its segments with it
        parameters.segment_id as given_segment_id
    from parameters
    cross join counted
    group by
        parameters.text_value, counted.cluster_count, parameters.prototype, parameters.cluster,
        parameters.customer_count, parameters.segment_id
),
{%- else %}

chosen as (
    select
        algorithm,
        cluster_count
    from {{ ref('int_segments__cluster_candidates') }}
    where choice_rank = 1
),

prototypes as (
    select
        codebook.*,
        cast(null as {{ dbt.type_string() }}) as given_segment_id
    from {{ ref('int_segments__codebook') }} as codebook
    inner join chosen
        on
            codebook.algorithm = chosen.algorithm
            and codebook.cluster_count = chosen.cluster_count
),
{%- endif %}

final as (
    select
        *,
        -- k-means and tiers have one prototype per cluster
        algorithm in ('kmeans', 'money_tiers') as is_centre
    from prototypes
)

select * from final
