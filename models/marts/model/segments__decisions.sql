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
        'none, log1p, yeo_johnson, rank_gauss or raw; then standard, minmax, robust or none' as options,
        'centre ' || cast(round(center, 4) as {{ dbt.type_string() }})
        || coalesce(', spread ' || cast(round(scale, 4) as {{ dbt.type_string() }}), '')
        || ', missing ' || {{ customer_segments.whole_text('100 * missing_share') }} || ' %' as evidence,
        case
            when is_used
                then transform || ', ' || scaling || ', weight ' || cast(round(weight, 4) as {{ dbt.type_string() }})
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
        sum(
            case when verdict like '%every demand%' or verdict like 'chosen: a convention%' then 1 else 0 end
        ) as passing_count
    from candidates
),

structure as (
    select
        max(excess) as excess,
        max(null_largest_excess) as null_largest_excess
    from {{ ref('int_segments__cluster_structure') }}
),

groups as (
    select
        'are there groups' as question,
        'customers' as subject,
        'distinct groups, or a continuum without any' as options,
        coalesce(
            'best silhouette ' || cast(round(excess, 3) as {{ dbt.type_string() }})
            || ' beyond that of a crowd with the same features but no groups, which reaches '
            || cast(round(null_largest_excess, 3) as {{ dbt.type_string() }}) || ' by chance',
            'too few customers to compare with a crowd'
        ) as evidence,
        case
            when excess >= {{ var('segments_smallest_structure') }} then 'distinct groups'
            when excess is null then 'not tested'
            else 'no clusters: a continuum'
        end as choice,
        case
            when excess >= {{ var('segments_smallest_structure') }}
                then 'the excess reaches segments_smallest_structure'
            when '{{ var("segments_without_groups") }}' = 'tiers'
                then 'the excess is below segments_smallest_structure; tiers, set by segments_without_groups'
            else
                'the excess is below segments_smallest_structure; the segments are a convention that is '
                || 'found again, or tiers where none is; set by segments_without_groups'
        end as reason
    from structure
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

recommendations as (
    select
        'how to recommend' as question,
        profiles.segment_name as subject,
        '{{ customer_segments.recommendation_methods() | join(", ") }}' as options,
        'NDCG@10 '
        || coalesce(cast(round(backtest.value, 4) as {{ dbt.type_string() }}), 'not measured')
        || coalesce(' of ' || cast(backtest.customer_count as {{ dbt.type_string() }}) || ' customers', '')
        || ' in segments__recommendation_backtest' as evidence,
        served_methods.method as choice,
        served_methods.reason
    from {{ ref('int_segments__served_methods') }} as served_methods
    inner join {{ ref('segments__profiles') }} as profiles
        on served_methods.segment_id = profiles.segment_id
    left join {{ ref('segments__recommendation_backtest') }} as backtest
        on
            served_methods.segment_id = backtest.segment_id
            and served_methods.method = backtest.method
            and backtest.items = 'new'
            and backtest.metric = 'ndcg'
),

small_shop as (
    select
        'clusters or value tiers' as question,
        'segments' as subject,
        'clusters, value tiers' as options,
        cast(count(*) as {{ dbt.type_string() }})
        || ' buyers, fewer than segments_smallest_clustered_shop' as evidence,
        'value tiers' as choice,
        'clusters of so few people would change with every order' as reason
    from {{ ref('int_segments__value_tiers') }}
    having count(*) > 0
),

final as (
    select * from as_of_date
    union all
    select * from small_shop
    union all
    select * from line_policies
    union all
    select * from features
    union all
    select * from groups
    union all
    select * from clusters
    union all
    select * from recommendations
)

select * from final
