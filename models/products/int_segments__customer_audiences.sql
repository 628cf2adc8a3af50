-- One row per day, customer and kind of audience they belonged to by then: shop, country, segment, category.
with

dates as (
    select * from {{ ref('int_segments__recommendation_dates') }}
),

customers as (
    select * from {{ ref('int_segments__customer_segments') }}
),

orders as (
    select
        dates.made_for_date,
        dates.is_current,
        orders.customer_id,
        orders.country,
        orders.sales_amount,
        orders.order_date
    from dates
    inner join {{ ref('int_segments__orders') }} as orders on dates.made_for_date > orders.order_date
    where orders.is_purchase
),

rfm as (
    select
        made_for_date,
        is_current,
        customer_id,
        max(order_date) as last_order_date,
        count(*) as order_count,
        sum(sales_amount) as sales_amount
    from orders
    group by made_for_date, is_current, customer_id
),

positions as (
    select
        made_for_date,
        is_current,
        customer_id,
        percent_rank() over (partition by made_for_date order by last_order_date) as recency_position,
        percent_rank() over (partition by made_for_date order by order_count) as frequency_position,
        percent_rank() over (partition by made_for_date order by sales_amount) as money_position
    from rfm
),

country_orders as (
    select
        made_for_date,
        customer_id,
        country,
        count(*) as order_count
    from orders
    where country is not null
    group by made_for_date, customer_id, country
),

countries as (
    select
        made_for_date,
        customer_id,
        country,
        row_number() over (
            partition by made_for_date, customer_id order by order_count desc, country
        ) as country_rank
    from country_orders
),

category_days as (
    select
        histories.made_for_date,
        histories.customer_id,
        products.category,
        sum(histories.day_count) as day_count
    from {{ ref('int_segments__purchase_histories') }} as histories
    inner join {{ ref('int_segments__products') }} as products on histories.product_id = products.product_id
    where histories.is_evidence and products.category is not null
    group by histories.made_for_date, histories.customer_id, products.category
),

categories as (
    select
        made_for_date,
        customer_id,
        category,
        row_number() over (
            partition by made_for_date, customer_id order by day_count desc, category
        ) as category_rank
    from category_days
),

final as (
    select
        dates.made_for_date,
        customers.customer_id,
        'shop' as kind,
        'all' as audience
    from dates
    cross join customers
    where dates.is_current
    union all
    select
        made_for_date,
        customer_id,
        'shop' as kind,
        'all' as audience
    from rfm
    where not is_current
    union all
    select
        dates.made_for_date,
        customers.customer_id,
        'segment' as kind,
        customers.segment_id as audience
    from dates
    cross join customers
    where dates.is_current
    union all
    -- as of a past day there is no fitted segment: halves of recency, frequency and money stand in
    select
        made_for_date,
        customer_id,
        'segment' as kind,
        case when recency_position >= 0.5 then 'recent' else 'lapsed' end
        || case when frequency_position >= 0.5 then ', often' else ', seldom' end
        || case when money_position >= 0.5 then ', much' else ', little' end as audience
    from positions
    where not is_current
    union all
    select
        made_for_date,
        customer_id,
        'country' as kind,
        country as audience
    from countries
    where country_rank = 1
    union all
    select
        made_for_date,
        customer_id,
        'category' as kind,
        category as audience
    from categories
    where category_rank = 1
)

select * from final
