-- One row per question about the clusters: are there groups, and how many segments.
{{ config(materialized='view') }}
with

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
            when excess >= {{ customer_segments.tuning('smallest_clustering_tendency') }} then 'distinct groups'
            when excess is null then 'not tested'
            else 'no clusters: a continuum'
        end as choice,
        case
            when excess >= {{ customer_segments.tuning('smallest_clustering_tendency') }}
                then 'the excess reaches segments_tuning.smallest_clustering_tendency'
            when '{{ var("segments_without_groups") }}' = 'money_tiers'
                then 'the excess is below segments_tuning.smallest_clustering_tendency; tiers, set by segments_without_groups'
            else
                'the excess is below segments_tuning.smallest_clustering_tendency; the segments are a convention that is '
                || 'found again, or tiers where none is; tiers are offered in segments__cluster_candidates '
                || 'and taken with segments_without_groups'
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
    select * from small_shop
    union all
    select * from groups
    union all
    select * from clusters
)

select * from final
