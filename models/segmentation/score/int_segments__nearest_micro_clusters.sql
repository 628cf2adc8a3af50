-- One row per customer with an order, where a cluster has many prototypes: the nearest and the second.
{{ config(materialized='view') }}
with

distances as (
    select
        customers.customer_id,
        prototypes.cluster,
        min(
            {{ customer_segments.squared_distance('customers', 'prototypes') }}
        ) as squared_distance
    from {{ ref('int_segments__customer_scaled') }} as customers
    cross join {{ ref('int_segments__prototypes') }} as prototypes
    where not prototypes.is_centre
    group by customers.customer_id, prototypes.cluster
),

ranked as (
    select
        customer_id,
        cluster,
        sqrt(squared_distance) as distance,
        row_number() over (partition by customer_id order by squared_distance, cluster) as nearness
    from distances
),

final as (
    select
        customer_id,
        max(case when nearness = 1 then cluster end) as cluster,
        max(case when nearness = 1 then distance end) as distance,
        max(case when nearness = 2 then cluster end) as second_cluster,
        max(case when nearness = 2 then distance end) as second_distance
    from ranked
    where nearness <= 2
    group by customer_id
)

select * from final
