-- One row per question the build decided: the options, the evidence, the choice and the reason.
with

inputs as (
    select * from {{ ref('int_segments__input_decisions') }}
),

features as (
    select
        'scaling' as question,
        feature as subject,
        'none, log1p, yeo_johnson, rank_gauss or raw; then standard, minmax, robust or none' as options,
        'centre ' || cast(round(center, 4) as {{ dbt.type_string() }})
        || coalesce(', spread ' || cast(round(scale, 4) as {{ dbt.type_string() }}), '')
        || ', missing ' || {{ customer_segments.whole_text('100 * missing_share') }} || ' %' as evidence,
        case
            when is_used
                then
                    transform || ', ' || scaling || ', weight '
                    || cast(round(weight, 4) as {{ dbt.type_string() }})
            else 'left out'
        end as choice,
        reason || '; transform and family set by segments_clustering_features' as reason
    from {{ ref('int_segments__fitted_transforms') }}
),

clusters as (
    select * from {{ ref('int_segments__clustering_decisions') }}
),

recommendations as (
    select * from {{ ref('int_segments__recommendation_decisions') }}
),

final as (
    select * from inputs
    union all
    select * from features
    union all
    select * from clusters
    union all
    select * from {{ ref('int_segments__border_decision') }}
    union all
    select * from recommendations
)

select * from final
