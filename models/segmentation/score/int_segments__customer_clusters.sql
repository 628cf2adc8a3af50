-- One row per customer with an order: the nearest cluster and the second nearest.
with

scored as (
    {{ customer_segments.nearest_prototypes(ref('int_segments__customer_scaled'), ['customer_id']) }}
),

-- a shop too small for clusters is cut into value terciles
final as (
    select
        scored.customer_id,
        coalesce(terciles.tercile, scored.cluster) as cluster,
        case when terciles.tercile is null then scored.distance end as distance,
        case when terciles.tercile is null then scored.second_cluster end as second_cluster,
        case when terciles.tercile is null then scored.second_distance end as second_distance
    from scored
    left join {{ ref('int_segments__value_terciles') }} as terciles
        on scored.customer_id = terciles.customer_id and terciles.is_current
)

select * from final
