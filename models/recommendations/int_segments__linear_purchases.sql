-- One row per date, sampled customer and frequent product bought earlier: what the linear model is fitted on.
{{ config(materialized='view') }}
with

bought as (
    select
        made_for_date,
        is_current,
        customer_id,
        customer_number,
        product_number
    from {{ ref('int_segments__purchase_histories') }}
    where is_evidence
),

customers as (
    select
        made_for_date,
        customer_number,
        row_number() over (partition by made_for_date order by md5(customer_id), customer_id) as draw
    from bought
    group by made_for_date, customer_id, customer_number
),

products as (
    select
        made_for_date,
        product_number,
        count(*) as buyer_count,
        row_number() over (
            partition by made_for_date order by count(*) desc, product_number
        ) as product_rank
    from bought
    group by made_for_date, product_number
    having count(*) >= 2
),

final as (
    select
        bought.is_current,
        bought.customer_number,
        bought.product_number,
        -- over all buyers, because the model is fitted on all purchases of a customer
        {{ customer_segments.product_trend('trends.decayed_buyer_count', 'products.buyer_count') }} as trend
    from bought
    inner join customers
        on
            bought.made_for_date = customers.made_for_date
            and bought.customer_number = customers.customer_number
    inner join products
        on
            bought.made_for_date = products.made_for_date
            and bought.product_number = products.product_number
    inner join {{ ref('int_segments__product_trends') }} as trends
        on
            bought.made_for_date = trends.made_for_date
            and bought.product_number = trends.product_number
    where
        customers.draw <= {{ var('segments_sample_size') }}
        and products.product_rank <= {{ customer_segments.tuning('linear_products') }}
)

select * from final
