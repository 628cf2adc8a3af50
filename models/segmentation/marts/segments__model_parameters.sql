-- One row per model version and fitted value: the scaling and the prototypes for scoring.
{%- set features = customer_segments.clustering_features() %}
{%- set numbers = [
    'shape', 'missing_value', 'lower_limit', 'upper_limit', 'center', 'scale', 'weight', 'missing_share', 'is_used'
] %}
{%- set texts = ['family', 'transform', 'scaling', 'reason'] %}
with

previous as (
    select * from {{ ref('stg_segments__previous_parameters') }}
),

current_version as (
    select model_version from {{ ref('segments__model_registry') }}
    where is_current
),

prototypes as (
    {%- for feature in features %}
    select
        'prototype' as part,
        prototypes.prototype,
        prototypes.cluster,
        segments.segment_id,
        prototypes.customer_count,
        '{{ feature }}' as feature,
        'coordinate' as parameter,
        prototypes.{{ feature }} as value,
        prototypes.algorithm as text_value
    from {{ ref('int_segments__prototypes') }} as prototypes
    left join {{ ref('int_segments__aligned_segments') }} as segments on prototypes.cluster = segments.cluster
    {%- if not loop.last %}
    union all
    {%- endif %}
    {%- endfor %}
),

scaling as (
    {%- for parameter in texts + numbers %}
    select
        'scaling' as part,
        0 as prototype,
        cast(null as integer) as cluster,
        cast(null as string) as segment_id,
        cast(null as bigint) as customer_count,
        feature,
        '{{ parameter }}' as parameter,
        cast({{ parameter if parameter in numbers else 'null' }} as double) as value,
        cast({{ parameter if parameter in texts else 'null' }} as string) as text_value
    from {{ ref('int_segments__fitted_transforms') }}
    {%- if not loop.last %}
    union all
    {%- endif %}
    {%- endfor %}
),

current_parameters as (
    select * from prototypes
    union all
    select * from scaling
),

versions as (
    select previous.* from previous
    left join current_version on previous.model_version = current_version.model_version
    where current_version.model_version is null
    union all
    select
        current_version.model_version,
        current_parameters.*
    from current_parameters
    cross join current_version
),

final as (
    select
        {%- for column, type in customer_segments.parameter_columns().items() if column != 'text_value' %}
        cast({{ column }} as {{ type }}) as {{ column }},
        {%- endfor %}
        cast(text_value as string) as text_value
    from versions
)

select * from final
