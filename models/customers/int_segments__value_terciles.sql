-- One row per as-of date and buyer of a shop too small for clusters: their tercile of net money, with ties.
with

buyers as (
    select
        as_of_date,
        is_current,
        customer_id,
        net_amount
    from {{ ref('int_segments__customer_order_features') }}
    where (order_count > 0 or is_stated) and net_amount is not null
),

shop as (
    select count(*) as buyer_count
    from buyers
    where is_current
),

ranked as (
    select
        buyers.*,
        rank() over (partition by buyers.as_of_date order by buyers.net_amount) - 1 as lower_count,
        count(*) over (partition by buyers.as_of_date) as buyer_count
    from buyers
    cross join shop
    where shop.buyer_count < {{ var('segments_smallest_clustered_shop') }}
),

final as (
    select
        as_of_date,
        is_current,
        customer_id,
        cast(floor(3.0 * lower_count / buyer_count) as integer) + 1 as tercile
    from ranked
)

select * from final
