-- One row per customer and product bought in the weeks the back-test holds back.
with

dates as (
    select * from {{ ref('int_segments__recommendation_dates') }}
    where not is_current
),

histories as (
    select * from {{ ref('int_segments__purchase_histories') }}
    where not is_current
),

known_customers as (
    select distinct customer_id from histories
),

known_products as (
    select distinct product_id from histories
),

bought as (
    select
        dates.made_for_date,
        product_days.customer_id,
        product_days.product_id
    from dates
    inner join {{ ref('int_segments__product_days') }} as product_days
        on
            dates.made_for_date <= product_days.order_date
            and dates.ends_before_date > product_days.order_date
    inner join known_customers on product_days.customer_id = known_customers.customer_id
    inner join known_products on product_days.product_id = known_products.product_id
    where product_days.is_bought
    group by dates.made_for_date, product_days.customer_id, product_days.product_id
),

judged as (
    select
        bought.made_for_date,
        bought.customer_id,
        bought.product_id,
        histories.product_id is null as is_unseen
    from bought
    left join histories
        on
            bought.customer_id = histories.customer_id
            and bought.product_id = histories.product_id
),

drawn as (
    select
        customer_id,
        row_number() over (order by md5(customer_id), customer_id) as draw
    from judged
    group by customer_id
),

final as (
    select judged.*
    from judged
    inner join drawn on judged.customer_id = drawn.customer_id
    where drawn.draw <= {{ customer_segments.tuning('backtest_customers') }}
)

select * from final
