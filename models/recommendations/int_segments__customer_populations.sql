-- One row per date, customer and scope: their shop, country, segment or category at that date.
with

dates as (
    select * from {{ ref('int_segments__recommendation_dates') }}
),

orders as (
    select
        dates.*,
        orders.customer_id,
        orders.country,
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
    where not is_current
    group by made_for_date, customer_id
),

segments as (
    select
        dates.made_for_date,
        segments.customer_id,
        segments.segment_id
    from dates
    cross join {{ ref('int_segments__customer_segments') }} as segments
    where dates.is_current
    union all
    select
        made_for_date,
        customer_id,
        case when is_recent then 'recent' else 'lapsed' end
        || case when is_frequent then ', often' else ', seldom' end
        || case when is_worth_much then ', much' else ', little' end as segment_id
    from halves
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
    {% for scope, population in [('shop', "'all'"), ('segment', 'segment_id')] -%}
    select
        made_for_date,
        customer_id,
        '{{ scope }}' as scope,
        {{ population }} as population
    from segments
    union all
    {% endfor -%}
    select
        made_for_date,
        customer_id,
        scope,
        population
    from favourites
    where favourite_rank = 1
)

select * from final
