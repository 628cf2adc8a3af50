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

tiers as (
    select
        algorithm,
        cluster_count,
        prototype,
        cluster,
        feature,
        value,
        customer_count
    from {{ ref('int_segments__fitted_tiers') }}
),

density as (
    select
        algorithm,
        cluster_count,
        prototype,
        cluster,
        feature,
        value,
        customer_count
    from {{ ref('int_segments__fitted_density') }}
),

micro_cluster_labels as (
    select
        algorithm,
        cluster_count,
        prototype,
        cluster
    from {{ ref('int_segments__fitted_ward') }}
    union all
    select
        algorithm,
        cluster_count,
        prototype,
        cluster
    from {{ ref('int_segments__mixture_prototypes') }}
),

micro_clusters as (
    select
        labels.algorithm,
        labels.cluster_count,
        labels.prototype,
        labels.cluster,
        points.feature,
        points.value,
        points.customer_count
    from micro_cluster_labels as labels
    inner join {{ ref('int_segments__fitted_micro_clusters') }} as points
        on labels.prototype = points.prototype
),

prototypes as (
    select * from kmeans
    union all
    select * from tiers
    union all
    select * from density
    union all
    select * from micro_clusters
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
