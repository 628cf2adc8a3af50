-- One row per segment and rank: the products most of its customers bought.
with

customer_products as (
    select
        segments.segment_id,
        customer_products.product_id,
        customer_products.unit_count,
        customer_products.sales_amount
    from {{ ref('int_segments__customer_products') }} as customer_products
    inner join {{ ref('int_segments__customer_segments') }} as segments
        on customer_products.customer_id = segments.customer_id
    where customer_products.is_product and customer_products.sale_line_count > 0
),

overall as (
    select
        product_id,
        count(*) as buyer_count
    from customer_products
    group by product_id
),

buyers as (
    select count(distinct customer_id) as buyer_count
    from {{ ref('int_segments__customer_products') }}
    where is_product and sale_line_count > 0
),

sold as (
    select
        segment_id,
        product_id,
        count(*) as buyer_count,
        sum(unit_count) as unit_count,
        sum(sales_amount) as sales_amount
    from customer_products
    group by segment_id, product_id
),

ranked as (
    select
        sold.*,
        row_number() over (
            partition by sold.segment_id
            order by sold.buyer_count desc, sold.sales_amount desc, sold.product_id
        ) as product_rank
    from sold
),

final as (
    select
        ranked.segment_id,
        profiles.segment_name,
        cast(ranked.product_rank as integer) as product_rank,
        ranked.product_id,
        products.product_name,
        products.category,
        cast(ranked.buyer_count as bigint) as buyer_count,
        {{ customer_segments.divide('ranked.buyer_count', 'profiles.customer_count') }} as buyer_share,
        {{ customer_segments.divide('overall.buyer_count', 'buyers.buyer_count') }} as overall_buyer_share,
        cast(ranked.unit_count as {{ customer_segments.type_money() }}) as unit_count,
        cast(ranked.sales_amount as {{ customer_segments.type_money() }}) as sales_amount
    from ranked
    cross join buyers
    inner join overall on ranked.product_id = overall.product_id
    inner join {{ ref('int_segments__products') }} as products on ranked.product_id = products.product_id
    inner join {{ ref('segments__profiles') }} as profiles on ranked.segment_id = profiles.segment_id
    where ranked.product_rank <= {{ var('segments_top_product_count') }}
)

select * from final
