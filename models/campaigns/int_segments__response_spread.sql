-- One row per shop: how much customers differ in their response to promotions, beyond chance.
{{ config(materialized='view') }}
with

deviations as (
    select
        order_count,
        cast(promotion_orders - expected_orders as decimal(18, 6)) as deviation,
        cast(expected_variance as decimal(18, 6)) as variance,
        cast({{ customer_segments.divide('expected_orders', 'order_count') }} as double) as expected_share
    from {{ ref('int_segments__promotion_responses') }}
),

squares as (
    select
        cast(deviation * deviation - variance as decimal(18, 6)) as excess,
        -- what the excess would be if every customer responded fully or not at all
        round(order_count * (order_count - 1) * expected_share * (1 - expected_share), 6) as largest_excess
    from deviations
),

sums as (
    select
        count(*) as customer_count,
        cast(sum(excess) as double) as excess,
        cast(sum(cast(largest_excess as decimal(18, 6))) as double) as largest_excess,
        sqrt(cast(sum(excess * excess) as double)) as standard_error
    from squares
),

final as (
    select
        1 as shop,
        customer_count,
        round(least(greatest({{ customer_segments.divide('excess', 'largest_excess') }}, 0), 0.99), 9)
            as spread,
        customer_count >= {{ var('segments_smallest_clustered_shop') }}
        and coalesce(excess > {{ customer_segments.z_score_95() }} * standard_error, false) as is_shown
    from sums
)

select * from final
