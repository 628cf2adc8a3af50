-- One row per as-of date and buyer of a shop too small for clusters: their third by net money on that day.
{{ config(materialized='view') }}
with

tiered_today as (
    select count(*) as customer_count
    from {{ ref('int_segments__value_tiers') }}
    having count(*) > 0
),

buyers as (
    select
        customers.as_of_date,
        customers.customer_id,
        rank() over (partition by customers.as_of_date order by customers.net_amount) - 1 as buyers_below,
        count(*) over (partition by customers.as_of_date) as buyer_count
    from {{ ref('int_segments__customer_order_features') }} as customers
    cross join tiered_today
    where customers.order_count > 0
),

final as (
    select
        as_of_date,
        customer_id,
        cast(floor(3.0 * buyers_below / buyer_count) as integer) + 1 as tier
    from buyers
)

select * from final
