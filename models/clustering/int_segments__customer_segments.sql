-- One row per known customer: the segment, how clear the case is, and the second choice.
with

clusters as (
    select * from {{ ref('int_segments__customer_clusters') }}
),

segments as (
    select * from {{ ref('int_segments__segments') }}
),

final as (
    select
        customers.customer_id,
        coalesce(segments.segment_id, {{ customer_segments.segment_id('0') }}) as segment_id,
        second_segments.segment_id as second_segment_id,
        clusters.distance as distance_to_segment,
        clusters.second_distance as distance_to_second_segment,
        -- 0 on the border of two segments, 1 at the centre of one
        1 - {{ customer_segments.divide('clusters.distance', 'clusters.second_distance') }}
            as segment_confidence
    from {{ ref('int_segments__customers') }} as customers
    left join clusters on customers.customer_id = clusters.customer_id
    left join segments on clusters.cluster = segments.cluster
    left join segments as second_segments on clusters.second_cluster = second_segments.cluster
)

select * from final
