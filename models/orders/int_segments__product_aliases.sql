-- One row per product code that was sold: the code that stands for all codes of the same name.
with

products as (
    select * from {{ ref('int_segments__products') }}
    where is_product
),

sold as (
    select
        product_id,
        max(last_ordered_at) as last_ordered_at,
        count(*) as buyer_count
    from {{ ref('int_segments__customer_products') }}
    where is_product and sale_line_count > 0
    group by product_id
),

named as (
    select
        sold.product_id,
        sold.last_ordered_at,
        sold.buyer_count,
        case
            when {{ var('segments_same_name_is_same_product') }} then lower(products.product_name)
            else sold.product_id
        end as product_key
    from sold
    inner join products on sold.product_id = products.product_id
),

listed as (
    select
        product_id,
        -- the code sold last, then the one with most buyers
        first_value(product_id) over (
            partition by product_key
            order by last_ordered_at desc, buyer_count desc, product_id
            rows between unbounded preceding and unbounded following
        ) as listed_product_id
    from named
),

final as (
    select
        *,
        product_id = listed_product_id as is_listed,
        dense_rank() over (order by listed_product_id) as product_number
    from listed
)

select * from final
