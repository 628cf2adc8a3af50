-- One row per question the build decided: the options, the evidence, the choice and the reason.
with

inputs as (
    select * from {{ ref('int_segments__input_decisions') }}
),

line_policies as (
    select
        case reason_code
            when 'duplicate_line' then 'repeated lines'
            else 'overlapping files'
        end as question,
        'transactions' as subject,
        case reason_code
            when 'duplicate_line' then 'reject, keep'
            else 'keep, later_wins'
        end as options,
        cast(line_count as {{ dbt.type_string() }}) || ' lines, '
        || cast(amount as {{ dbt.type_string() }}) || ' {{ var("segments_currency") }} rejected' as evidence,
        case reason_code
            when 'duplicate_line' then '{{ var("segments_duplicate_lines") }}'
            else '{{ var("segments_overlapping_files") }}'
        end as choice,
        case reason_code
            when 'duplicate_line'
                then
                    'a line loaded twice is commoner and costlier than a genuine repeat; '
                    || 'set by segments_duplicate_lines'
            else 'set by segments_overlapping_files'
        end as reason
    from {{ ref('segments__cleaning_summary') }}
    where reason_code in ('duplicate_line', 'overlapping_file')
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

final as (
    select * from inputs
    union all
    select * from line_policies
    union all
    select * from features
    union all
    select * from clusters
    union all
    select * from {{ ref('int_segments__border_decision') }}
    {%- if var('segments_using_recommendations') %}
    union all
    select * from {{ ref('int_segments__recommendation_decisions') }}
    {%- endif %}
)

select * from final
