-- One row per segment: clusters numbered by falling revenue per customer, and the customers without orders.
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
        row_number() over (
            order by {{ customer_segments.divide('net_amount', 'customer_count') }} desc, cluster
        ) as segment_rank
    from clusters
),

final as (
    select
        cluster,
        cast(segment_rank as integer) as segment_rank,
        {{ customer_segments.segment_id('segment_rank') }} as segment_id
    from ranked
    union all
    -- customers who never bought are a group of their own
    select
        cast(null as integer) as cluster,
        0 as segment_rank,
        {{ customer_segments.segment_id('0') }} as segment_id
)

select * from final
