-- One row per buyer of a shop too small for clusters: their tercile by net money, ties together.
with

buyers as (
    select
        customer_id,
        rank() over (order by net_amount) - 1 as buyers_below,
        count(*) over () as buyer_count
    from {{ ref('int_segments__customer_features') }}
    where net_amount is not null
),

final as (
    select
        customer_id,
        cast(floor(3.0 * buyers_below / buyer_count) as integer) + 1 as tier
    from buyers
    where buyer_count < {{ var('segments_smallest_clustered_shop') }}
)

select * from final
