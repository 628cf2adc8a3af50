-- One row per model version: the clustering of this build and of the builds before it.
with

previous as (
    select * from {{ ref('stg_segments__previous_registry') }}
),

-- fitted values used in scoring, as text
fitted_rows as (
    select
        'prototype ' || cast(prototypes.prototype as string) as row_key,
        cast(prototypes.cluster as string)
        {%- for feature in customer_segments.clustering_features() %}
        || ' ' || coalesce(cast(prototypes.{{ feature }} as string), '')
        {%- endfor %} as row_text
    from {{ ref('int_segments__prototypes') }} as prototypes
    union all
    select
        'scaling ' || feature,
        transform
        {%- for part in customer_segments.fitted_parts() %}
        || ' ' || coalesce(cast({{ part }} as string), '')
        {%- endfor %}
    from {{ ref('int_segments__fitted_transforms') }}
),

fingerprint as (
    select md5({{ customer_segments.ordered_text('row_text', 'row_key') }}) as model_hash
    from fitted_rows
),

moves as (
    select
        count(*) as common_customer_count,
        sum(case when segments.segment_id <> earlier.segment_id then 1 else 0 end) as moved_count
    from {{ ref('int_segments__customer_segments') }} as segments
    inner join {{ ref('stg_segments__previous_customers') }} as earlier
        on segments.customer_id = earlier.customer_id
),

highest as (
    select max(cast(substr(segment_id, 2) as integer)) as segment_number
    from {{ ref('int_segments__fitted_alignment') }}
),

earlier_versions as (
    select
        coalesce(max(model_version), 0) as model_version,
        coalesce(max(highest_segment_number), 0) as highest_segment_number
    from previous
),

current_version as (
    select
        cast(earlier_versions.model_version + 1 as integer) as model_version,
        fingerprint.model_hash,
        as_of_dates.as_of_date,
        candidates.algorithm,
        candidates.cluster_count,
        '{{ customer_segments.clustering_features() | join(", ") }}' as features,
        candidates.customer_count,
        candidates.silhouette,
        candidates.stability,
        {{ customer_segments.divide('moves.moved_count', 'moves.common_customer_count') }} as moved_share,
        cast(
            greatest(earlier_versions.highest_segment_number, coalesce(highest.segment_number, 0)) as integer
        ) as highest_segment_number
    from {{ ref('segments__cluster_candidates') }} as candidates
    cross join fingerprint
    cross join moves
    cross join highest
    cross join earlier_versions
    cross join {{ ref('int_segments__as_of_dates') }} as as_of_dates
    left join previous on fingerprint.model_hash = previous.model_hash
    where candidates.is_chosen and as_of_dates.is_current and previous.model_hash is null
),

versions as (
    select * from previous
    union all
    select * from current_version
),

final as (
    select
        versions.*,
        -- equal fitted rows are the same version, whenever they were fitted
        versions.model_version = max(
            case when versions.model_hash = fingerprint.model_hash then versions.model_version end
        ) over () as is_current
    from versions
    cross join fingerprint
)

select * from final
