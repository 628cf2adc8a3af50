-- One row per segment and set of one, two or three products: in how many orders all of them stand.
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

orders as (
    select distinct
        segment_id,
        customer_id,
        order_id
    from baskets
),

sizes as (
    select
        segment_id,
        count(*) as all_order_count
    from orders
    group by segment_id
),

singles as (
    select
        segment_id,
        product_number as first_number,
        0 as second_number,
        0 as third_number,
        count(*) as order_count
    from baskets
    group by segment_id, product_number
),

pairs as (
    select
        baskets.segment_id,
        baskets.product_number as first_number,
        second_products.product_number as second_number,
        0 as third_number,
        count(*) as order_count
    from baskets
    inner join second_products
        on
            baskets.segment_id = second_products.segment_id
            and baskets.customer_id = second_products.customer_id
            and baskets.order_id = second_products.order_id
            and baskets.product_number < second_products.product_number
    group by baskets.segment_id, baskets.product_number, second_products.product_number
),

frequent_pairs as (
    select
        pairs.segment_id,
        pairs.first_number,
        pairs.second_number
    from pairs
    inner join sizes on pairs.segment_id = sizes.segment_id
    where {{ customer_segments.is_frequent('pairs.order_count', 'sizes.all_order_count') }}
),

-- only what holds a frequent pair can be a frequent triple
triples as (
    select
        frequent_pairs.segment_id,
        frequent_pairs.first_number,
        frequent_pairs.second_number,
        third_products.product_number as third_number,
        count(*) as order_count
    from frequent_pairs
    inner join baskets
        on
            frequent_pairs.segment_id = baskets.segment_id
            and frequent_pairs.first_number = baskets.product_number
    inner join second_products
        on
            baskets.segment_id = second_products.segment_id
            and baskets.customer_id = second_products.customer_id
            and baskets.order_id = second_products.order_id
            and frequent_pairs.second_number = second_products.product_number
    inner join third_products
        on
            baskets.segment_id = third_products.segment_id
            and baskets.customer_id = third_products.customer_id
            and baskets.order_id = third_products.order_id
            and frequent_pairs.second_number < third_products.product_number
    group by
        frequent_pairs.segment_id, frequent_pairs.first_number, frequent_pairs.second_number,
        third_products.product_number
),

counted as (
    select * from singles
    union all
    select * from pairs
    union all
    select * from triples
),

final as (
    select
        counted.*,
        sizes.all_order_count
    from counted
    inner join sizes on counted.segment_id = sizes.segment_id
    where {{ customer_segments.is_frequent('counted.order_count', 'sizes.all_order_count') }}
)

select * from final
