-- One row per decision of the build: options, evidence, choice and reason.
with

as_of_date as (
    select
        'as-of date' as question,
        'shop' as subject,
        'the day after the last line, returns included, or segments_as_of_date' as options,
        'measured at ' || cast(as_of_date as string) as evidence,
        cast(as_of_date as string) as choice,
        '{{
            'segments_as_of_date is not set, so all accepted orders count'
            if not var('segments_as_of_date') else 'set by segments_as_of_date'
        }}' as reason
    from {{ ref('int_segments__as_of_dates') }}
    where is_current
),

line_policies as (
    select
        'overlapping files' as question,
        'transactions' as subject,
        'keep, later_wins' as options,
        cast(line_count as string) || ' lines'
        || coalesce(', ' || cast(amount as string) || '{{ customer_segments.money_unit() }}', '')
        || ' rejected' as evidence,
        '{{ var("segments_overlapping_files") }}' as choice,
        'set by segments_overlapping_files' as reason
    from {{ ref('segments__cleaning_summary') }}
    where reason_code = 'overlapping_file'
),

features as (
    select
        'scaling' as question,
        feature as subject,
        'none, log1p, yeo_johnson, rank_gauss or raw; then standard, minmax, robust or none' as options,
        'centre ' || cast(round(center, 4) as string)
        || coalesce(', spread ' || cast(round(scale, 4) as string), '')
        || ', missing ' || {{ customer_segments.share_text('missing_share') }} as evidence,
        case
            when is_used
                then
                    transform || ', ' || scaling || ', weight '
                    || cast(round(weight, 4) as string)
            else 'left out'
        end as choice,
        reason || '; transform and family set by segments_clustering_features' as reason
    from {{ ref('int_segments__fitted_transforms') }}
),

clusters as (
    select * from {{ ref('int_segments__clustering_decisions') }}
),

final as (
    select * from as_of_date
    union all
    select * from line_policies
    union all
    select * from {{ ref('int_segments__intake_decisions') }}
    union all
    select * from features
    union all
    select * from clusters
    union all
    select * from {{ ref('int_segments__count_decision') }}
    union all
    select * from {{ ref('int_segments__name_decisions') }}
    union all
    select * from {{ ref('int_segments__border_decision') }}
    {%- if var('segments_using_recommendations') %}
    union all
    select * from {{ ref('int_segments__recommendation_decisions') }}
    {%- endif %}
)

select * from final
