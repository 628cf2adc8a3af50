-- One row per date, customer and scope: the country or category that they had bought from most.
with

orders as (
    select
        dates.made_for_date,
        orders.customer_id,
        orders.country
    from {{ ref('int_segments__recommendation_dates') }} as dates
    inner join {{ ref('int_segments__orders') }} as orders on dates.made_for_date > orders.order_date
    where orders.is_purchase
),

favourites as (
    select
        made_for_date,
        customer_id,
        'country' as scope,
        country as population,
        row_number() over (
            partition by made_for_date, customer_id order by count(*) desc, country
        ) as favourite_rank
    from orders
    where country is not null
    group by made_for_date, customer_id, country
    union all
    select
        histories.made_for_date,
        histories.customer_id,
        'category' as scope,
        products.category as population,
        row_number() over (
            partition by histories.made_for_date, histories.customer_id
            order by sum(histories.day_count) desc, products.category
        ) as favourite_rank
    from {{ ref('int_segments__purchase_histories') }} as histories
    inner join {{ ref('int_segments__products') }} as products on histories.product_id = products.product_id
    where histories.is_evidence and products.category is not null
    group by histories.made_for_date, histories.customer_id, products.category
),

final as (
    select
        made_for_date,
        customer_id,
        scope,
        population
    from favourites
    where favourite_rank = 1
)

select * from final
