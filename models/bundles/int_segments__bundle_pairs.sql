-- One row per segment, or all, and frequent set of one or two products: the orders that hold the set.
with

baskets as (
    select * from {{ ref('int_segments__bundle_baskets') }}
),

second_products as (
    select * from baskets
),

-- number 0 stands for no product: a set without products stands in every order
counted as (
    select
        segment_id,
        0 as first_number,
        0 as second_number,
        count(distinct order_number) as order_count
    from baskets
    group by segment_id
    union all
    select
        segment_id,
        product_number as first_number,
        0 as second_number,
        count(*) as order_count
    from baskets
    group by segment_id, product_number
    union all
    select
        baskets.segment_id,
        baskets.product_number as first_number,
        second_products.product_number as second_number,
        count(*) as order_count
    from baskets
    inner join second_products
        on
            baskets.order_number = second_products.order_number
            and baskets.product_number < second_products.product_number
    group by baskets.segment_id, baskets.product_number, second_products.product_number
),

per_segment_and_all as (
    select
        coalesce(segment_id, 'all') as segment_id,
        first_number,
        second_number,
        cast(sum(order_count) as bigint) as order_count
    from counted
    group by first_number, second_number, rollup(segment_id)
),

sizes as (
    select
        segment_id,
        order_count as all_order_count
    from per_segment_and_all
    where first_number = 0
),

final as (
    select
        sets.*,
        sizes.all_order_count
    from per_segment_and_all as sets
    inner join sizes on sets.segment_id = sizes.segment_id
    where
        sets.first_number > 0
        and {{ customer_segments.is_frequent('sets.order_count', 'sizes.all_order_count') }}
)

select * from final
