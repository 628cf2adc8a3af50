-- One row per segment: its cluster, or the customers without orders.
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
    -- customers without orders form a separate segment
    select
        cast(null as integer) as cluster,
        0 as segment_rank,
        {{ customer_segments.segment_id('0') }} as segment_id
)

select * from final
