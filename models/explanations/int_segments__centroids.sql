-- One row per cluster of the chosen k-means clustering: its centroid; none for another algorithm.
with

final as (
    select * from {{ ref('int_segments__prototypes') }}
    where algorithm = 'kmeans'
)

select * from final
