-- One row per segment and three products, two of which often stand in one order: how many hold all three.
with

baskets as (
    select * from {{ ref('int_segments__bundle_baskets') }}
),

second_products as (
    select * from baskets
),

third_products as (
    select * from baskets
),

-- only what holds a frequent pair can be a frequent triple
frequent_pairs as (
    select distinct
        pairs.first_number,
        pairs.second_number
    from {{ ref('int_segments__bundle_pairs') }} as pairs
    inner join {{ ref('int_segments__bundle_sizes') }} as sizes on pairs.segment_id = sizes.segment_id
    where {{ customer_segments.is_frequent('pairs.order_count', 'sizes.all_order_count') }}
),

with_pair as (
    select
        baskets.segment_id,
        baskets.order_number,
        frequent_pairs.first_number,
        frequent_pairs.second_number
    from baskets
    inner join frequent_pairs on baskets.product_number = frequent_pairs.first_number
    inner join second_products
        on
            baskets.order_number = second_products.order_number
            and frequent_pairs.second_number = second_products.product_number
),

counted as (
    select
        with_pair.segment_id,
        with_pair.first_number,
        with_pair.second_number,
        third_products.product_number as third_number,
        count(*) as order_count
    from with_pair
    inner join third_products
        on
            with_pair.order_number = third_products.order_number
            and with_pair.second_number < third_products.product_number
    group by
        with_pair.segment_id, with_pair.first_number, with_pair.second_number,
        third_products.product_number
),

final as (
    {{ customer_segments.with_all_segments(
        'counted', ['first_number', 'second_number', 'third_number'], ['order_count']
    ) }}
)

select * from final
