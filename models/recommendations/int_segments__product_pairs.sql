-- One row per date and pair of products with common earlier buyers: the number of buyers.
with

histories as (
    select * from {{ ref('int_segments__purchase_histories') }}
    where recency_rank <= {{ customer_segments.tuning('purchase_history_products') }}
),

customers as (
    select
        made_for_date,
        customer_id,
        customer_number,
        cast(round(1000000 / sqrt(count(*)), 0) as bigint) as millionths,
        -- drawn by hash: in a large shop a sample is enough
        row_number() over (partition by made_for_date order by md5(customer_id), customer_id) as draw
    from histories
    group by made_for_date, customer_id, customer_number
),

bought as (
    select
        customers.made_for_date,
        customers.customer_number,
        customers.millionths,
        histories.product_number
    from histories
    inner join customers
        on
            histories.made_for_date = customers.made_for_date
            and histories.customer_number = customers.customer_number
    where customers.draw <= {{ customer_segments.tuning('pair_customers') }}
),

also_bought as (
    select * from bought
),

counted as (
    select
        bought.made_for_date,
        bought.product_number,
        also_bought.product_number as other_product_number,
        count(*) as co_purchase_count,
        sum(bought.millionths) as damped_millionths
    from bought
    inner join also_bought
        on
            bought.made_for_date = also_bought.made_for_date
            and bought.customer_number = also_bought.customer_number
            and bought.product_number < also_bought.product_number
    group by bought.made_for_date, bought.product_number, also_bought.product_number
    having count(*) >= 2
),

products as (
    select
        made_for_date,
        product_number,
        count(*) as customer_count
    from bought
    group by made_for_date, product_number
),

other_products as (
    select * from products
),

sizes as (
    select
        made_for_date,
        count(distinct customer_number) as customer_count
    from bought
    group by made_for_date
),

final as (
    select
        counted.*,
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
