-- One row per fitted clustering and prototype: where the prototype lies and whose cluster it is.
{%- set features = customer_segments.clustering_features() %}
with

kmeans as (
    select
        algorithm,
        cluster_count,
        prototype,
        cluster,
        feature,
        value,
        customer_count
    from {{ ref('int_segments__fitted_kmeans') }}
),

ward as (
    select
        ward.algorithm,
        ward.cluster_count,
        ward.prototype,
        ward.cluster,
        points.feature,
        points.value,
        points.customer_count
    from {{ ref('int_segments__fitted_ward') }} as ward
    inner join {{ ref('int_segments__fitted_micro_clusters') }} as points
        on ward.prototype = points.prototype
),

prototypes as (
    select * from kmeans
    union all
    select * from ward
),

final as (
    select
        algorithm,
        cluster_count,
        prototype,
        cluster,
        customer_count,
        {%- for feature in features %}
        max(case when feature = '{{ feature }}' then value end) as {{ feature }}
        {%- if not loop.last %},{% endif %}
        {%- endfor %}
    from prototypes
    group by algorithm, cluster_count, prototype, cluster, customer_count
)

select * from final
