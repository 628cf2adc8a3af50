-- One row per algorithm and number of clusters: which requirements it meets, and which within its error.
{{ config(materialized='view') }}
{#- a requirement as measured, with the error in its favour, and with the error against it -#}
{%- set z = customer_segments.z_score_95() %}
{%- set margins = {'': '0', '_within_error': z, '_beyond_error': '-' ~ z} %}
with

metrics as (
    select
        *,
        sqrt({{ customer_segments.divide('smallest_share * (1 - smallest_share)', 'customer_count') }})
            as share_error,
        case
            when has_groups then {{ customer_segments.tuning('smallest_stability') }}
            else {{ customer_segments.tuning('continuum_stability') }}
        end as stability_limit
    from {{ ref('int_segments__candidate_metrics') }}
),

-- customers without orders are no cluster
previous as (
    select count(distinct segment_id) as cluster_count
    from {{ ref('stg_segments__previous_customers') }}
    where segment_id <> {{ customer_segments.segment_id('0') }}
),

checked as (
    select
        metrics.*,
        metrics.algorithm = '{{ var("segments_algorithm") }}' as is_algorithm,
        metrics.cluster_count >= {{ var('segments_cluster_count_min') }} as is_enough,
        metrics.cluster_count = {{ customer_segments.setting_literal('segments_cluster_count', 0) }}
            as is_override,
        metrics.cluster_count = previous.cluster_count as is_previous_count,
        {%- for suffix, margin in margins.items() %}
        coalesce(
            metrics.stability + {{ margin }} * coalesce(metrics.stability_error, 0)
            >= metrics.stability_limit, false
        ) as is_stable{{ suffix }},
        -- prediction strength is that of k-means
        not metrics.has_groups or coalesce(
            metrics.prediction_strength + {{ margin }} * coalesce(metrics.prediction_strength_error, 0), 1
        ) >= {{ customer_segments.tuning('smallest_prediction_strength') }} as is_predicted{{ suffix }},
        -- a smaller group is kept where there is no doubt of it
        metrics.smallest_share + {{ margin }} * metrics.share_error
        >= {{ var('segments_smallest_segment_share') }} * case
            when metrics.has_groups
                and metrics.stability >= {{ customer_segments.tuning('continuum_stability') }}
                then {{ customer_segments.tuning('smallest_niche') }}
            else 1
        end as is_large_enough{{ suffix }},
        {%- endfor %}
        not metrics.has_groups or coalesce(
            metrics.null_adjusted_silhouette_at_count
            >= {{ customer_segments.tuning('smallest_relative_tendency') }}
            * metrics.largest_null_adjusted_silhouette, true
        ) as is_pronounced
    from metrics
    cross join previous
),

final as (
    select
        *,
    {%- for suffix in margins %}
    is_enough and is_large_enough{{ suffix }} and is_stable{{ suffix }} and is_predicted{{ suffix }}
    and is_pronounced as is_sound{{ suffix }},
    min(case
        when is_enough and not (is_large_enough{{ suffix }} and is_stable{{ suffix }}) then cluster_count
        end) over (partition by algorithm) as first_failure{{ suffix }}
    {%- if not loop.last %},{% endif %}
    {%- endfor %}
    from checked
)

select * from final
