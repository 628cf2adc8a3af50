-- One row per question about the clusters: their tendency, the algorithm and the number of segments.
{{ config(materialized='view') }}
with

candidates as (
    select * from {{ ref('segments__cluster_candidates') }}
),

tried as (
    select
        count(*) as candidate_count,
        sum(case when verdict = 'meets every requirement' then 1 else 0 end) as passing_count
    from {{ ref('int_segments__cluster_candidates') }}
),

verdict_on_groups as (
    select max(case when has_groups then 1 else 0 end) = 1 as has_groups
    from {{ ref('int_segments__cluster_candidates') }}
),

-- the most distinct number of clusters, of those that one half of the customers predicts for the other if any
ranked as (
    select
        tendency.*,
        candidates.prediction_strength,
        max(tendency.null_adjusted_silhouette) over () as largest_null_adjusted_silhouette,
        row_number() over (
            order by
                case
                    when
                        candidates.prediction_strength
                        >= {{ customer_segments.tuning('smallest_prediction_strength') }}
                        then 0
                    else 1
                end,
                tendency.null_adjusted_silhouette desc nulls last,
                tendency.cluster_count
        ) as tendency_rank
    from {{ ref('int_segments__clustering_tendency') }} as tendency
    left join {{ ref('int_segments__cluster_candidates') }} as candidates
        on tendency.cluster_count = candidates.cluster_count and candidates.algorithm = 'kmeans'
),

tendency as (
    select
        verdict_on_groups.has_groups,
        ranked.cluster_count,
        ranked.null_adjusted_silhouette,
        ranked.largest_null_adjusted_silhouette,
        ranked.prediction_strength,
        {{ customer_segments.divide('ranked.null_adjusted_silhouette', 'ranked.null_spread') }} as deviations
    from verdict_on_groups
    left join ranked on ranked.tendency_rank = 1
),

groups as (
    select
        'clustering tendency' as question,
        'customers' as subject,
        'distinct groups, or a continuum' as options,
        coalesce(
            'null-adjusted silhouette ' || cast(round(null_adjusted_silhouette, 3) as string) || ' with '
            || cast(cluster_count as string) || ' clusters'
            || coalesce(
                ', ' || cast(round(deviations, 1) as string) || ' standard deviations of its null references',
                ''
            )
            || coalesce('; prediction strength ' || cast(round(prediction_strength, 2) as string), ''),
            'too few customers for a null reference'
        ) as evidence,
        case
            when has_groups then 'distinct groups'
            when null_adjusted_silhouette is null then 'not tested'
            else 'continuum'
        end as choice,
        case
            when has_groups
                then
                    'the null-adjusted silhouette reaches segments_tuning.smallest_clustering_tendency '
                    || 'at a number of clusters that one half of the customers predicts for the other'
            when null_adjusted_silhouette is null
                then 'groups are told from a continuum by null references only'
            when
                largest_null_adjusted_silhouette
                >= {{ customer_segments.tuning('smallest_clustering_tendency') }}
                then
                    'no number of clusters that stands out has the prediction strength of '
                    || 'segments_tuning.smallest_prediction_strength'
            {%- if var('segments_without_groups') == 'money_tiers' %}
            else
                'the null-adjusted silhouette does not reach segments_tuning.smallest_clustering_tendency; '
                || 'money tiers are used, set by segments_without_groups'
            {%- else %}
            else
                'the null-adjusted silhouette does not reach segments_tuning.smallest_clustering_tendency; '
                || 'the segments are a partition of a continuum if it is stable, otherwise money tiers; '
                || 'segments_without_groups selects money tiers in any case'
            {%- endif %}
        end as reason
    from tendency
),

clusters as (
    select
        'algorithm and number of clusters' as question,
        'segments' as subject,
        cast(tried.candidate_count as string)
        || ' candidates in segments__cluster_candidates' as options,
        'silhouette ' || coalesce(cast(round(candidates.silhouette, 3) as string), 'none')
        || ', stability ' || coalesce(cast(round(candidates.stability, 3) as string), 'none')
        || ', smallest share ' || cast(round(candidates.smallest_share, 3) as string)
        || '; candidates that meet every requirement: ' || cast(tried.passing_count as string) as evidence,
        candidates.algorithm || ', ' || cast(candidates.cluster_count as string) as choice,
        candidates.verdict as reason
    from candidates
    cross join tried
    where candidates.is_chosen
),

-- too few buyers for clusters
small_shop as (
    select
        'clusters or value terciles' as question,
        'segments' as subject,
        'clusters, value terciles' as options,
        cast(count(*) as string)
        || ' buyers, fewer than segments_smallest_clustered_shop' as evidence,
        'value terciles' as choice,
        'clusters of so few customers change with every order' as reason
    from {{ ref('int_segments__value_terciles') }}
    where is_current
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
