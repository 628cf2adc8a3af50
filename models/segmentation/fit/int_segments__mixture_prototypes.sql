-- One row per Gaussian mixture and micro-cluster: the most likely component.
with

points as (
    select * from {{ ref('int_segments__fitted_micro_clusters') }}
),

mixtures as (
    select * from {{ ref('int_segments__fitted_mixtures') }}
),

axes as (
    select
        mixtures.cluster_count,
        mixtures.cluster,
        mixtures.axis,
        points.prototype,
        max(mixtures.log_weight) as log_weight,
        sum(mixtures.coefficient * points.value) - max(mixtures.axis_offset) as axis_distance
    from mixtures
    inner join points on mixtures.feature = points.feature
    group by mixtures.cluster_count, mixtures.cluster, mixtures.axis, points.prototype
),

memberships as (
    select
        cluster_count,
        cluster,
        prototype,
        -- rounded, because the last digits of a sum of doubles depend on the order of rows
        round(max(log_weight) - 0.5 * sum(axis_distance * axis_distance), 9) as log_membership
    from axes
    group by cluster_count, cluster, prototype
),

ranked as (
    select
        *,
        row_number() over (
            partition by cluster_count, prototype
            order by log_membership desc, cluster
        ) as membership_rank
    from memberships
),

final as (
    select
        'mixture' as algorithm,
        cluster_count,
        prototype,
        cluster
    from ranked
    where membership_rank = 1
)

select * from final
