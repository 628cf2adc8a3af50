-- One row per customer of a fixed sample: their coordinates on two maps of all customers.
with

coordinates as (
    select
        cast(item as string) as customer_id,
        max(case when method = 'pca' and axis = 1 then value end) as pca_1,
        max(case when method = 'pca' and axis = 2 then value end) as pca_2,
        max(case when method = 'tsne' and axis = 1 then value end) as tsne_1,
        max(case when method = 'tsne' and axis = 2 then value end) as tsne_2
    from {{ ref('int_segments__fitted_map') }}
    where part = 'coordinate'
    group by item
),

final as (
    select
        coordinates.customer_id,
        segments.segment_id,
        names.segment_name,
        coordinates.pca_1,
        coordinates.pca_2,
        coordinates.tsne_1,
        coordinates.tsne_2
    from coordinates
    inner join {{ ref('int_segments__customer_segments') }} as segments
        on coordinates.customer_id = segments.customer_id
    inner join {{ ref('int_segments__segments') }} as names on segments.segment_id = names.segment_id
)

select * from final
