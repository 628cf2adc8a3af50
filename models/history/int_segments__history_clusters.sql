-- One row per as-of date and buyer: the cluster of the nearest prototype of today's model on that day.
{{ config(materialized='view') }}
{%- set clusters = customer_segments.largest_cluster_numbers() %}
with

prototypes as (
    select * from {{ ref('int_segments__prototypes') }}
),

customers as (
    select * from {{ ref('int_segments__history_features') }}
),

-- one prototype per cluster: one row holds them all, as in int_segments__customer_clusters
centres as (
    select
        {{ customer_segments.centre_columns() }},
        count(*) as centre_count
    from prototypes
    where is_centre
    having count(*) > 0
),

centre_distances as (
    select
        customers.as_of_date,
        customers.customer_id,
        {%- for cluster in clusters %}
        {{ customer_segments.centre_square(cluster) }} as square_{{ cluster }}
        {%- if not loop.last %},{% endif %}
        {%- endfor %}
    from customers
    cross join centres
),

nearest_centres as (
    select
        as_of_date,
        customer_id,
        case least(
            {{ customer_segments.centre_squares() }}
        )
            {%- for cluster in clusters %}
            when square_{{ cluster }} then {{ cluster }}
            {%- endfor %}
        end as cluster
    from centre_distances
),

-- many micro-clusters per cluster
micro_cluster_distances as (
    select
        customers.as_of_date,
        customers.customer_id,
        prototypes.cluster,
        min(
            {{ customer_segments.squared_distance('customers', 'prototypes') }}
        ) as squared_distance
    from customers
    cross join prototypes
    where not prototypes.is_centre
    group by customers.as_of_date, customers.customer_id, prototypes.cluster
),

nearest_micro_clusters as (
    select
        *,
        row_number() over (
            partition by as_of_date, customer_id order by squared_distance, cluster
        ) as nearness
    from micro_cluster_distances
),

final as (
    select * from nearest_centres
    union all
    select
        as_of_date,
        customer_id,
        cluster
    from nearest_micro_clusters
    where nearness = 1
)

select * from final
