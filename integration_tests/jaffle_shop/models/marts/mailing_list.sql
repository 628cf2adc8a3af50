-- One row per customer to write to: their segment's name and the first thing to offer them.
select
    customers.customer_id,
    customers.segment_name,
    recommendations.product_id as offered_product_id
from {{ ref('segments__customers') }} as customers
left join {{ ref('segments__recommendations') }} as recommendations
    on
        customers.customer_id = recommendations.customer_id
        and recommendations.recommendation_rank = 1
