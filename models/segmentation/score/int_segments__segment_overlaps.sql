-- One row per cluster and previous segment: the number of common customers, zeros included.
with

clusters as (
    select
        clusters.cluster,
        count(*) as customer_count,
        sum(features.net_amount) as net_amount
    from {{ ref('int_segments__customer_clusters') }} as clusters
    inner join {{ ref('int_segments__customer_features') }} as features
        on clusters.customer_id = features.customer_id
    group by clusters.cluster
),

ranked as (
    select
        cluster,
        customer_count,
        row_number() over (
            order by {{ customer_segments.divide('net_amount', 'customer_count') }} desc, cluster
        ) as revenue_rank
    from clusters
),

-- customers without orders are not part of any cluster
previous_customers as (
    select * from {{ ref('stg_segments__previous_customers') }}
    where segment_id <> {{ customer_segments.segment_id('0') }}
),

previous_sizes as (
    select
        segment_id,
        count(*) as customer_count
    from previous_customers
    group by segment_id
),

centre_distances as (
    select * from {{ ref('int_segments__centre_distances') }}
),

previous_ids as (
    select segment_id from previous_sizes
    union
    select segment_id from centre_distances
),

previous_segments as (
    select
        previous_ids.segment_id,
        coalesce(previous_sizes.customer_count, 0) as customer_count
    from previous_ids
    left join previous_sizes on previous_ids.segment_id = previous_sizes.segment_id
),

restored_segments as (
    select
        cluster,
        max(restored_segment_id) as segment_id
    from {{ ref('int_segments__prototypes') }}
    group by cluster
),

common as (
    select
        clusters.cluster,
        previous_customers.segment_id,
        count(*) as customer_count
    from {{ ref('int_segments__customer_clusters') }} as clusters
    inner join previous_customers on clusters.customer_id = previous_customers.customer_id
    group by clusters.cluster, previous_customers.segment_id
),

numbers as (
    select cast(substr(segment_id, 2) as integer) as segment_number from previous_segments
    union all
    select highest_segment_number from {{ ref('stg_segments__previous_registry') }}
),

highest as (
    select coalesce(max(segment_number), 0) as highest_number from numbers
),

final as (
    select
        ranked.cluster,
        cast(ranked.revenue_rank as integer) as revenue_rank,
        ranked.customer_count as cluster_customer_count,
        coalesce(previous_segments.segment_id, 'none') as previous_segment_id,
        previous_segments.customer_count as previous_customer_count,
        coalesce(common.customer_count, 0) as common_customer_count,
        centre_distances.distance as centre_distance,
        restored_segments.segment_id as restored_segment_id,
        highest.highest_number
    from ranked
    cross join highest
    left join previous_segments on 1 = 1
    left join common
        on
            ranked.cluster = common.cluster
            and previous_segments.segment_id = common.segment_id
    left join centre_distances
        on
            ranked.cluster = centre_distances.cluster
            and previous_segments.segment_id = centre_distances.segment_id
    left join restored_segments on ranked.cluster = restored_segments.cluster
)

select * from final
