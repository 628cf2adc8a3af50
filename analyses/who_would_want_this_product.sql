-- Whom to tell about a product: the customers it is recommended to, best match first.
{{ config(enabled=var('segments_using_recommendations') | as_bool) }}
select
    recommendations.product_id,
    recommendations.product_name,
    recommendations.customer_id,
    customers.segment_name,
    recommendations.recommendation_rank,
    recommendations.reason
from {{ ref('segments__recommendations') }} as recommendations
inner join {{ ref('segments__customers') }} as customers
    on recommendations.customer_id = customers.customer_id
order by
    recommendations.product_id,
    recommendations.recommendation_rank,
    customers.net_amount desc,
    recommendations.customer_id
