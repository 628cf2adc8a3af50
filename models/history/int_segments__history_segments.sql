-- One row per as-of date and buyer: the segment today's model would have put them in on that day.
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
        customers.as_of_date,
        customers.customer_id,
        prototypes.cluster,
        min(
            {%- for feature in features %}
            (customers.{{ feature }} - prototypes.{{ feature }})
            * (customers.{{ feature }} - prototypes.{{ feature }})
            {%- if not loop.last %} +{% endif %}
            {%- endfor %}
        ) as squared_distance
    from {{ ref('int_segments__history_features') }} as customers
    cross join prototypes
    group by customers.as_of_date, customers.customer_id, prototypes.cluster
),

nearest as (
    select
        *,
        row_number() over (
            partition by as_of_date, customer_id order by squared_distance, cluster
        ) as nearness
    from distances
),

final as (
    select
        nearest.as_of_date,
        nearest.customer_id,
        -- what is not known as of a past day cannot have put anybody anywhere then
        case when {{ customer_segments.is_history_dated() }} then segments.segment_id end as segment_id
    from nearest
    inner join {{ ref('int_segments__segments') }} as segments on nearest.cluster = segments.cluster
    where nearest.nearness = 1
)

select * from final
