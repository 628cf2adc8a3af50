-- One row per prototype that customers are scored by: of the chosen clustering or of a previous version.
with

chosen as (
    select
        algorithm,
        cluster_count
    from {{ ref('int_segments__cluster_candidates') }}
    where choice_rank = 1 and {{ customer_segments.setting_literal('segments_model_version', 0) }} = 0
),

prototypes as (
    select
        codebook.*,
        cast(null as string) as restored_segment_id
    from {{ ref('int_segments__codebook') }} as codebook
    inner join chosen
        on
            codebook.algorithm = chosen.algorithm
            and codebook.cluster_count = chosen.cluster_count
    union all
    select
        algorithm,
        cluster_count,
        prototype,
        cluster,
        customer_count,
        {%- for feature in customer_segments.clustering_features() %}
        {{ feature }},
        {%- endfor %}
        restored_segment_id
    from {{ ref('int_segments__restored_prototypes') }}
),

final as (
    select
        *,
        -- k-means and tiers have one prototype per cluster
        algorithm in ('kmeans', 'money_tiers') as is_centre
    from prototypes
)

select * from final
