-- One row per choice of the previous build that is kept: the number of segments, their centres.
{{ config(materialized='view') }}
with

candidates as (
    select * from {{ ref('int_segments__cluster_candidates') }}
),

fits as (
    select
        cluster_count,
        max(excess) as excess,
        max(excess_limit) as excess_limit,
        max(avoided_share) as avoided_share
    from {{ ref('int_segments__fitted_kmeans') }}
    where is_kept
    group by cluster_count
),

counts as (
    select
        'number of segments between builds' as question,
        'segments' as subject,
        'keep ' || cast(kept.cluster_count as string) || ', or change to '
        || cast(fresh.cluster_count as string) as options,
        'with ' || cast(kept.cluster_count as string) || ' clusters stability '
        || cast(round(kept.stability, 3) as string) || ' +- '
        || cast(round({{ customer_segments.z_score_95() }} * kept.stability_error, 3) as string) || ', with '
        || cast(fresh.cluster_count as string) || ' '
        || coalesce(
            cast(round(fresh.stability, 3) as string) || ' +- '
            || cast(round({{ customer_segments.z_score_95() }} * fresh.stability_error, 3) as string),
            'unknown'
        ) as evidence,
        cast(kept.cluster_count as string) as choice,
        case
            when kept.has_groups
                then
                    'the number of the previous build is kept, because the evidence changed by less than its '
                    || 'error'
            else
                'the number of the previous build is kept, because it meets the requirements within their '
                || 'error, and without groups no number is more right than another'
        end as reason
    from candidates as kept
    inner join candidates as fresh on fresh.rank_without_previous = 1
    where kept.choice_rank = 1 and kept.is_kept_count and kept.rank_without_previous > 1
),

centres as (
    select
        'centres between builds' as question,
        'segments' as subject,
        'keep the centres of the previous build, or fit new ones' as options,
        'the kept centres have an inertia '
        || cast(cast(round(100 * fits.excess, 2) as decimal(9, 2)) as string)
        || ' % above that of new ones, the limit is '
        || cast(cast(round(100 * fits.excess_limit, 2) as decimal(9, 2)) as string)
        || ' %; changes of segment avoided: '
        || cast(cast(round(100 * fits.avoided_share, 1) as decimal(9, 1)) as string)
        || ' % of customers' as evidence,
        'keep the centres' as choice,
        'the previous centres describe the customers as well as new ones, within the error of the inertia'
            as reason
    from candidates
    inner join fits on candidates.cluster_count = fits.cluster_count
    where candidates.choice_rank = 1 and candidates.algorithm = 'kmeans'
),

final as (
    select * from counts
    union all
    select * from centres
)

select * from final
