-- One row per rank: the products most customers of the whole shop bought, for whoever a segment cannot serve.
with

sold as (
    select
        product_id,
        count(*) as buyer_count,
        sum(sales_amount) as sales_amount
    from {{ ref('int_segments__customer_products') }}
    where is_product and sale_line_count > 0
    group by product_id
),

buyers as (
    select count(distinct customer_id) as customer_count
    from {{ ref('int_segments__customer_products') }}
    where is_product and sale_line_count > 0
),

ranked as (
    select
        sold.product_id,
        sold.buyer_count,
        {{ customer_segments.divide('sold.buyer_count', 'buyers.customer_count') }} as buyer_share,
        row_number() over (
            order by sold.buyer_count desc, sold.sales_amount desc, sold.product_id
        ) as product_rank
    from sold
    cross join buyers
),

final as (
    select * from ranked
    where product_rank <= {{ var('segments_top_product_count') }}
)

select * from final
