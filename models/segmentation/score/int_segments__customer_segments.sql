-- One row per known customer: the segment, its confidence, and the second nearest segment.
with

clusters as (
    select * from {{ ref('int_segments__customer_clusters') }}
),

segments as (
    select
        cluster,
        segment_id
    from {{ ref('int_segments__fitted_alignment') }}
    where cluster is not null
),

earlier as (
    select * from {{ ref('stg_segments__previous_customers') }}
),

nearest as (
    select
        customers.customer_id,
        coalesce(segments.segment_id, {{ customer_segments.segment_id('0') }}) as segment_id,
        second_segments.segment_id as second_segment_id,
        clusters.distance,
        clusters.second_distance,
        -- 0 on the border between two segments, 1 at a centre
        1 - {{ customer_segments.divide('clusters.distance', 'clusters.second_distance') }} as confidence,
        coalesce(earlier.segment_id = second_segments.segment_id, false) as was_in_second
    from {{ ref('int_segments__customers') }} as customers
    left join clusters on customers.customer_id = clusters.customer_id
    left join segments on clusters.cluster = segments.cluster
    left join segments as second_segments on clusters.second_cluster = second_segments.cluster
    left join earlier on customers.customer_id = earlier.customer_id
),

judged as (
    select
        *,
        confidence < {{ customer_segments.tuning('borderline_confidence') }} as is_borderline,
        -- a customer who is hardly nearer to another segment stays in the previous one
        coalesce(was_in_second and confidence < {{ var('segments_hysteresis') }}, false) as is_held
    from nearest
),

final as (
    select
        customer_id,
        case when is_held then second_segment_id else segment_id end as segment_id,
        case when is_held then segment_id else second_segment_id end as second_segment_id,
        case when is_held then second_distance else distance end as distance_to_segment,
        case when is_held then distance else second_distance end as distance_to_second_segment,
        case when is_held then 0 else confidence end as segment_confidence,
        is_borderline,
        is_held
    from judged
)

select * from final
