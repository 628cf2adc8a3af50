-- One row per customer and scope at the split of the back-test: their shop, group, country or category.
with

dates as (
    select made_for_date from {{ ref('int_segments__recommendation_dates') }}
    where not is_current
),

orders as (
    select
        dates.made_for_date,
        orders.customer_id,
        orders.sales_amount,
        orders.order_date
    from dates
    inner join {{ ref('int_segments__orders') }} as orders on dates.made_for_date > orders.order_date
    where orders.is_purchase
),

-- fitted segments exist for today only: halves of recency, frequency and money replace them on a past date
halves as (
    select
        made_for_date,
        customer_id,
        percent_rank() over (partition by made_for_date order by max(order_date)) >= 0.5 as is_recent,
        percent_rank() over (partition by made_for_date order by count(*)) >= 0.5 as is_frequent,
        percent_rank() over (partition by made_for_date order by sum(sales_amount)) >= 0.5 as is_worth_much
    from orders
    group by made_for_date, customer_id
),

final as (
    select
        made_for_date,
        customer_id,
        'shop' as scope,
        'all' as population
    from halves
    union all
    select
        made_for_date,
        customer_id,
        'segment' as scope,
        case when is_recent then 'recent' else 'lapsed' end
        || case when is_frequent then ', often' else ', seldom' end
        || case when is_worth_much then ', much' else ', little' end as population
    from halves
    union all
    select favourites.*
    from {{ ref('int_segments__customer_favourites') }} as favourites
    inner join dates on favourites.made_for_date = dates.made_for_date
)

select * from final
