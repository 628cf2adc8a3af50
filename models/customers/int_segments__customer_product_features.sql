-- One row per customer who bought a product: breadth and loyalty to products and categories.
with

products_bought as (
    select
        customer_id,
        count(*) as distinct_product_count,
        sum(case when order_count >= 2 then 1 else 0 end) as repeated_product_count,
        sum(sale_line_count) as sale_line_count
    from {{ ref('int_segments__customer_products') }}
    where is_product and sale_line_count > 0
    group by customer_id
),

categories_bought as (
    select
        customer_id,
        count(*) as distinct_category_count,
        sum(sale_line_count) as sale_line_count,
        sum(sale_line_count * sale_line_count) as squared_sale_line_count,
        max(sale_line_count) as largest_sale_line_count
    from {{ ref('int_segments__customer_categories') }}
    group by customer_id
),

final as (
    select
        products_bought.customer_id,
        products_bought.distinct_product_count,
        {{ customer_segments.divide(
            'products_bought.repeated_product_count', 'products_bought.distinct_product_count'
        ) }} as repeat_product_share,
        {{ customer_segments.divide(
            'products_bought.distinct_product_count', 'products_bought.sale_line_count'
        ) }} as product_variety,
        categories_bought.distinct_category_count,
        {{ customer_segments.divide(
            'categories_bought.largest_sale_line_count', 'categories_bought.sale_line_count'
        ) }} as top_category_share,
        {{ customer_segments.divide(
            'categories_bought.squared_sale_line_count',
            'categories_bought.sale_line_count * categories_bought.sale_line_count'
        ) }} as category_concentration
    from products_bought
    left join categories_bought on products_bought.customer_id = categories_bought.customer_id
)

select * from final
