-- One row per customer: how many products they are recommended, by which rung, and why not more.
with

customers as (
    select * from {{ ref('int_segments__customer_segments') }}
),

recommendations as (
    select
        customer_id,
        count(*) as recommendation_count,
        sum(case when rung = 'personal' then 1 else 0 end) as personal_count
    from {{ ref('segments__recommendations') }}
    group by customer_id
),

bought as (
    select
        customer_id,
        count(*) as product_count
    from {{ ref('int_segments__purchase_histories') }}
    where is_current
    group by customer_id
),

shop as (
    select count(*) as product_count from {{ ref('int_segments__recommendable_products') }}
),

final as (
    select
        customers.customer_id,
        customers.segment_id,
        served_methods.method as segment_method,
        cast({{ var('segments_recommendation_count') }} as integer) as wanted_count,
        cast(coalesce(recommendations.recommendation_count, 0) as integer) as recommendation_count,
        cast(coalesce(recommendations.personal_count, 0) as integer) as personal_count,
        case
            when coalesce(recommendations.recommendation_count, 0)
                < {{ var('segments_recommendation_count') }}
                then
                    'has bought '
                    || cast(coalesce(bought.product_count, 0) as {{ dbt.type_string() }})
                    || ' of the products, and ' || cast(shop.product_count as {{ dbt.type_string() }})
                    || ' may be recommended, at most '
                    || '{{ var("segments_recommendations_per_category") }} of one category'
        end as shortfall_reason
    from customers
    cross join shop
    left join {{ ref('int_segments__served_methods') }} as served_methods
        on customers.segment_id = served_methods.segment_id
    left join recommendations on customers.customer_id = recommendations.customer_id
    left join bought on customers.customer_id = bought.customer_id
)

select * from final
