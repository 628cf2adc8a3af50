-- One row per segment, or all, and frequent set of one, two or three products: the orders that hold the set.
with

baskets as (
    select * from {{ ref('int_segments__bundle_baskets') }}
),

pairs as (
    select * from {{ ref('int_segments__bundle_pairs') }}
),

-- a frequent set of three holds a frequent pair
distinct_pairs as (
    select distinct
        first_number,
        second_number
    from pairs
    where second_number > 0
),

baskets_with_pair as (
    select
        baskets.segment_id,
        baskets.order_number,
        distinct_pairs.first_number,
        distinct_pairs.second_number
    from baskets
    inner join distinct_pairs on baskets.product_number = distinct_pairs.first_number
    inner join baskets as second_products
        on
            baskets.order_number = second_products.order_number
            and distinct_pairs.second_number = second_products.product_number
),

counted as (
    select
        baskets_with_pair.segment_id,
        baskets_with_pair.first_number,
        baskets_with_pair.second_number,
        third_products.product_number as third_number,
        count(*) as order_count
    from baskets_with_pair
    inner join baskets as third_products
        on
            baskets_with_pair.order_number = third_products.order_number
            and baskets_with_pair.second_number < third_products.product_number
    group by
        baskets_with_pair.segment_id, baskets_with_pair.first_number, baskets_with_pair.second_number,
        third_products.product_number
),

triples as (
    select
        coalesce(segment_id, 'all') as segment_id,
        first_number,
        second_number,
        third_number,
        cast(sum(order_count) as bigint) as order_count
    from counted
    group by first_number, second_number, third_number, rollup(segment_id)
),

sizes as (
    select distinct
        segment_id,
        all_order_count
    from pairs
),

final as (
    select
        segment_id,
        first_number,
        second_number,
        0 as third_number,
        order_count,
        all_order_count
    from pairs
    union all
    select
        triples.segment_id,
        triples.first_number,
        triples.second_number,
        triples.third_number,
        triples.order_count,
        sizes.all_order_count
    from triples
    inner join sizes on triples.segment_id = sizes.segment_id
    where {{ customer_segments.is_frequent('triples.order_count', 'sizes.all_order_count') }}
)

select * from final
