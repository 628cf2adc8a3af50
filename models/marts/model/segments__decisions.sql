-- One row per question the build decided: the options, the evidence, the choice and the reason.
with

as_of_date as (
    select
        'as-of date' as question,
        'shop' as subject,
        'the day after the last order, or segments_as_of_date' as options,
        'measured at ' || cast(as_of_date as {{ dbt.type_string() }}) as evidence,
        cast(as_of_date as {{ dbt.type_string() }}) as choice,
        {{ customer_segments.given_or(
            'segments_as_of_date', 'nothing is asked for, so everything accepted counts'
        ) }} as reason
    from {{ ref('int_segments__as_of_dates') }}
    where is_current
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
        'none, log1p; then standard scaling' as options,
        'centre ' || cast(round(center, 4) as {{ dbt.type_string() }})
        || coalesce(', spread ' || cast(round(scale, 4) as {{ dbt.type_string() }}), '')
        || ', missing ' || {{ customer_segments.whole_text('100 * missing_share') }} || ' %' as evidence,
        case
            when is_used
                then transform || ', standard, weight ' || cast(round(weight, 4) as {{ dbt.type_string() }})
            else 'left out'
        end as choice,
        reason || '; transform and family set by segments_clustering_features' as reason
    from {{ ref('int_segments__fitted_transforms') }}
),

candidates as (
    select * from {{ ref('segments__cluster_candidates') }}
),

tried as (
    select
        count(*) as candidate_count,
        sum(case when verdict like '%meets every demand%' then 1 else 0 end) as passing_count
    from candidates
),

clusters as (
    select
        'algorithm and number of clusters' as question,
        'segments' as subject,
        cast(tried.candidate_count as {{ dbt.type_string() }})
        || ' candidates in segments__cluster_candidates' as options,
        'silhouette ' || coalesce(cast(round(candidates.silhouette, 3) as {{ dbt.type_string() }}), 'none')
        || ', stability ' || coalesce(cast(round(candidates.stability, 3) as {{ dbt.type_string() }}), 'none')
        || ', smallest share ' || cast(round(candidates.smallest_share, 3) as {{ dbt.type_string() }})
        || '; ' || cast(tried.passing_count as {{ dbt.type_string() }})
        || ' candidates meet every demand' as evidence,
        candidates.algorithm || ', ' || cast(candidates.cluster_count as {{ dbt.type_string() }}) as choice,
        candidates.verdict as reason
    from candidates
    cross join tried
    where candidates.is_chosen
),

final as (
    select * from as_of_date
    union all
    select * from line_policies
    union all
    select * from features
    union all
    select * from clusters
)

select * from final
