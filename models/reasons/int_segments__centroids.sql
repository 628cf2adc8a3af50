-- One row per cluster of the chosen k-means clustering: its centroid; none for another algorithm.
with

chosen as (
    select
        algorithm,
        cluster_count
    from {{ ref('int_segments__cluster_candidates') }}
    where choice_rank = 1 and algorithm = 'kmeans'
),

final as (
    select codebook.*
    from {{ ref('int_segments__codebook') }} as codebook
    inner join chosen
        on
            codebook.algorithm = chosen.algorithm
            and codebook.cluster_count = chosen.cluster_count
)

select * from final
