-- One row per customer with an order: the cluster of the nearest prototype and the second choice.
{%- set clusters = customer_segments.largest_cluster_numbers() %}
{%- set nowhere = '1e300' %}
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

customers as (
    select * from {{ ref('int_segments__customer_scaled') }}
),

-- k-means and tiers: one prototype per cluster, so one row holds them all and nothing is grouped
centres as (
    select
        {{ customer_segments.centre_columns() }},
        count(*) as centre_count
    from prototypes
    where algorithm in ('kmeans', 'tiers')
    having count(*) > 0
),

centre_distances as (
    select
        customers.customer_id,
        {%- for cluster in clusters %}
        {{ customer_segments.centre_square(cluster) }} as square_{{ cluster }}
        {%- if not loop.last %},{% endif %}
        {%- endfor %}
    from customers
    cross join centres
),

nearest_squares as (
    select
        *,
        least(
            {{ customer_segments.centre_squares() }}
        ) as nearest_square
    from centre_distances
),

nearest_centres as (
    select
        *,
        case nearest_square
            {%- for cluster in clusters %}
            when square_{{ cluster }} then {{ cluster }}
            {%- endfor %}
        end as cluster
    from nearest_squares
),

second_squares as (
    select
        *,
        least(
            {{ customer_segments.centre_squares('cluster') }}
        ) as second_square
    from nearest_centres
),

scored_by_centre as (
    select
        customer_id,
        cluster,
        sqrt(nearest_square) as distance,
        case
            when second_square = {{ nowhere }} then null
            {%- for cluster in clusters %}
            when cluster <> {{ cluster }} and second_square = square_{{ cluster }} then {{ cluster }}
            {%- endfor %}
        end as second_cluster,
        case when second_square < {{ nowhere }} then sqrt(second_square) end as second_distance
    from second_squares
),

-- the other algorithms: many micro-clusters per cluster
micro_cluster_distances as (
    select
        customers.customer_id,
        prototypes.cluster,
        min(
            {{ customer_segments.squared_distance('customers', 'prototypes') }}
        ) as squared_distance
    from customers
    cross join prototypes
    where prototypes.algorithm not in ('kmeans', 'tiers')
    group by customers.customer_id, prototypes.cluster
),

ranked as (
    select
        customer_id,
        cluster,
        sqrt(squared_distance) as distance,
        row_number() over (partition by customer_id order by squared_distance, cluster) as nearness
    from micro_cluster_distances
),

scored_by_micro_cluster as (
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

scored as (
    select * from scored_by_centre
    union all
    select * from scored_by_micro_cluster
),

-- too small a shop for clusters is cut into tiers of value
final as (
    select
        scored.customer_id,
        coalesce(tiers.tier, scored.cluster) as cluster,
        case when tiers.tier is null then scored.distance end as distance,
        case when tiers.tier is null then scored.second_cluster end as second_cluster,
        case when tiers.tier is null then scored.second_distance end as second_distance
    from scored
    left join {{ ref('int_segments__value_tiers') }} as tiers on scored.customer_id = tiers.customer_id
)

select * from final
