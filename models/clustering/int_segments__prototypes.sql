-- One row per prototype that customers are scored by: those of the chosen clustering.
with

chosen as (
    select
        algorithm,
        cluster_count
    from {{ ref('int_segments__cluster_candidates') }}
    where choice_rank = 1
),

final as (
    select
        codebook.*,
        -- k-means and tiers have one prototype per cluster
        codebook.algorithm in ('kmeans', 'tiers') as is_centre
    from {{ ref('int_segments__codebook') }} as codebook
    inner join chosen
        on
            codebook.algorithm = chosen.algorithm
            and codebook.cluster_count = chosen.cluster_count
)

select * from final
