-- One row per sampled customer: the silhouette of their segment.
with

judged as (
    select
        scaled.*,
        customers.segment_id
    from {{ ref('int_segments__customer_scaled') }} as scaled
    inner join {{ ref('int_segments__customer_segments') }} as customers
        on scaled.customer_id = customers.customer_id
    where scaled.is_in_sample
    order by md5(scaled.customer_id), scaled.customer_id
    limit 2000
),

-- decimals, so that sums do not depend on the order of rows
distances as (
    select
        judged.customer_id,
        judged.segment_id,
        others.segment_id as other_segment_id,
        count(*) as other_count,
        sum(cast(sqrt(
            {{ customer_segments.squared_distance('judged', 'others') }}
        ) as decimal(18, 9))) as total_distance
    from judged
    cross join judged as others
    group by judged.customer_id, judged.segment_id, others.segment_id
),

-- the distance to oneself does not count
means as (
    select
        customer_id,
        segment_id,
        other_segment_id,
        segment_id = other_segment_id as is_own,
        cast(total_distance as double) / nullif(
            other_count - case when segment_id = other_segment_id then 1 else 0 end, 0
        ) as mean_distance
    from distances
),

ranked as (
    select
        *,
        row_number() over (
            partition by customer_id, is_own order by mean_distance, other_segment_id
        ) as nearness
    from means
),

nearest as (
    select
        customer_id,
        segment_id,
        max(case when not is_own then other_segment_id end) as nearest_segment_id,
        max(case when is_own then mean_distance end) as distance_to_own,
        max(case when not is_own then mean_distance end) as distance_to_nearest
    from ranked
    where nearness = 1
    group by customer_id, segment_id
),

final as (
    select
        customer_id,
        segment_id,
        nearest_segment_id,
        round(distance_to_own, 9) as distance_to_own,
        round(distance_to_nearest, 9) as distance_to_nearest,
        -- a customer alone in a segment has silhouette 0
        case
            when distance_to_nearest is null then null
            when distance_to_own is null then 0
            else round(coalesce({{ customer_segments.divide(
                'distance_to_nearest - distance_to_own',
                'case when distance_to_own > distance_to_nearest then distance_to_own else distance_to_nearest end'
            ) }}, 0), 9)
        end as silhouette
    from nearest
)

select * from final
