-- One row per day and two products that some customers had both bought by then: how many had.
with

customers as (
    select
        made_for_date,
        customer_id,
        count(*) as product_count
    from {{ ref('int_segments__purchase_histories') }}
    where recency_rank <= {{ var('segments_history_products') }}
    group by made_for_date, customer_id
),

-- drawn by hash where there are too many: pairs need a sample, not everybody
drawn as (
    select
        *,
        row_number() over (partition by made_for_date order by md5(customer_id), customer_id) as draw
    from customers
),

histories as (
    select
        histories.made_for_date,
        histories.customer_id,
        histories.product_id,
        cast(round(1000000 / sqrt(drawn.product_count), 0) as bigint) as millionths
    from {{ ref('int_segments__purchase_histories') }} as histories
    inner join drawn
        on
            histories.made_for_date = drawn.made_for_date
            and histories.customer_id = drawn.customer_id
    where
        histories.recency_rank <= {{ var('segments_history_products') }}
        and drawn.draw <= {{ var('segments_pair_customers') }}
),

numbered as (
    select
        *,
        dense_rank() over (order by product_id) as product_number
    from histories
),

others as (
    select * from numbered
),

counted as (
    select
        numbered.made_for_date,
        numbered.product_number,
        others.product_number as other_product_number,
        count(*) as both_count,
        sum(numbered.millionths) as damped_millionths
    from numbered
    inner join others
        on
            numbered.made_for_date = others.made_for_date
            and numbered.customer_id = others.customer_id
            and numbered.product_number < others.product_number
    group by numbered.made_for_date, numbered.product_number, others.product_number
    having count(*) >= 2
),

products as (
    select
        made_for_date,
        product_number,
        product_id,
        count(*) as customer_count
    from numbered
    group by made_for_date, product_number, product_id
),

other_products as (
    select * from products
),

sizes as (
    select
        made_for_date,
        count(distinct customer_id) as customer_count
    from histories
    group by made_for_date
),

final as (
    select
        counted.made_for_date,
        products.product_id,
        other_products.product_id as other_product_id,
        counted.both_count,
        counted.damped_millionths,
        products.customer_count,
        other_products.customer_count as other_customer_count,
        sizes.customer_count as all_customer_count
    from counted
    inner join products
        on
            counted.made_for_date = products.made_for_date
            and counted.product_number = products.product_number
    inner join other_products
        on
            counted.made_for_date = other_products.made_for_date
            and counted.other_product_number = other_products.product_number
    inner join sizes on counted.made_for_date = sizes.made_for_date
)

select * from final
