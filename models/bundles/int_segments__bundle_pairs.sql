-- One row per segment and two products: in how many of its orders, and of all, both stand.
with

baskets as (
    select * from {{ ref('int_segments__bundle_baskets') }}
),

second_products as (
    select * from baskets
),

counted as (
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

final as (
    {{ customer_segments.with_all_segments('counted', ['first_number', 'second_number'], ['order_count']) }}
)

select * from final
