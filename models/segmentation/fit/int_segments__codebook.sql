-- One row per fitted clustering and prototype: its coordinates and its cluster.
with

micro_cluster_labels as (
    select * from {{ ref('int_segments__fitted_ward') }}
    union all
    select * from {{ ref('int_segments__mixture_prototypes') }}
),

coordinates as (
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
    {%- for algorithm in ['kmeans', 'money_tiers', 'density'] %}
    union all
    select
        algorithm,
        cluster_count,
        prototype,
        cluster,
        feature,
        value,
        customer_count
    from {{ ref('int_segments__fitted_' ~ algorithm) }}
    {%- endfor %}
),

final as (
    select
        algorithm,
        cluster_count,
        prototype,
        cluster,
        customer_count,
        {%- for feature in customer_segments.clustering_features() %}
        max(case when feature = '{{ feature }}' then value end) as {{ feature }}
        {%- if not loop.last %},{% endif %}
        {%- endfor %}
    from coordinates
    group by algorithm, cluster_count, prototype, cluster, customer_count
)

select * from final
