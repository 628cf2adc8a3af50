-- One row per customer and clustering feature: its contribution to the own segment against the second.
{%- set features = customer_segments.clustering_features() %}
with

centroids as (
    select * from {{ ref('int_segments__prototypes') }}
    where algorithm = 'kmeans'
),

contributions as (
    {%- for feature in features %}
    select
        customers.customer_id,
        '{{ feature }}' as feature,
        (customers.{{ feature }} - second_centroids.{{ feature }})
        * (customers.{{ feature }} - second_centroids.{{ feature }})
        - (customers.{{ feature }} - centroids.{{ feature }})
        * (customers.{{ feature }} - centroids.{{ feature }}) as contribution
    from {{ ref('int_segments__customer_scaled') }} as customers
    inner join {{ ref('int_segments__customer_clusters') }} as clusters
        on customers.customer_id = clusters.customer_id
    -- a held customer is not in the segment because of their features
    inner join {{ ref('int_segments__customer_segments') }} as segments
        on customers.customer_id = segments.customer_id and not segments.is_held
    inner join centroids on clusters.cluster = centroids.cluster
    inner join centroids as second_centroids
        on clusters.second_cluster = second_centroids.cluster
    {%- if not loop.last %}
    union all
    {%- endif %}
    {%- endfor %}
),

final as (
    select
        customer_id,
        feature,
        round(contribution, 9) as contribution,
        row_number() over (
            partition by customer_id order by round(contribution, 9) desc, feature
        ) as contribution_rank
    from contributions
)

select * from final
