-- One row per segment: the cluster it is made of, and the customers without orders.
with

aligned as (
    select * from {{ ref('int_segments__fitted_alignment') }}
),

final as (
    select
        cluster,
        revenue_rank as segment_rank,
        segment_id
    from aligned
    where cluster is not null
    union all
    -- customers who never bought are a group of their own
    select
        cast(null as integer) as cluster,
        0 as segment_rank,
        {{ customer_segments.segment_id('0') }} as segment_id
)

select * from final
