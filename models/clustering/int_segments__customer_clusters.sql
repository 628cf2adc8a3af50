-- One row per customer with an order: the cluster of the nearest prototype and the second choice.
{%- set features = customer_segments.clustering_features() %}
with

chosen as (
    select
        algorithm,
        cluster_count
    from {{ ref('int_segments__cluster_candidates') }}
    where choice_rank = 1
),

prototypes as (
    select codebook.*
    from {{ ref('int_segments__codebook') }} as codebook
    inner join chosen
        on
            codebook.algorithm = chosen.algorithm
            and codebook.cluster_count = chosen.cluster_count
),

distances as (
    select
        customers.customer_id,
        prototypes.cluster,
        min(
            {%- for feature in features %}
            (customers.{{ feature }} - prototypes.{{ feature }})
            * (customers.{{ feature }} - prototypes.{{ feature }})
            {%- if not loop.last %} +{% endif %}
            {%- endfor %}
        ) as squared_distance
    from {{ ref('int_segments__customer_scaled') }} as customers
    cross join prototypes
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

nearest_two as (
    select
        customer_id,
        max(case when nearness = 1 then cluster end) as cluster,
        max(case when nearness = 1 then distance end) as distance,
        max(case when nearness = 2 then cluster end) as second_cluster,
        max(case when nearness = 2 then distance end) as second_distance
    from ranked
    where nearness <= 2
    group by customer_id
),

final as (
    select
        nearest_two.customer_id,
        coalesce(tiers.tier, nearest_two.cluster) as cluster,
        case when tiers.tier is null then nearest_two.distance end as distance,
        case when tiers.tier is null then nearest_two.second_cluster end as second_cluster,
        case when tiers.tier is null then nearest_two.second_distance end as second_distance
    from nearest_two
    left join {{ ref('int_segments__value_tiers') }} as tiers
        on nearest_two.customer_id = tiers.customer_id
)

select * from final
