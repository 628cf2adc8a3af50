-- Fails on each recommendation of a product that the customer has bought.
{{ config(enabled=var('segments_using_recommendations') | as_bool) }}
select recommendations.*
from {{ ref('segments__recommendations') }} as recommendations
inner join {{ ref('int_segments__customer_products') }} as bought
    on
        recommendations.customer_id = bought.customer_id
        and recommendations.product_id = bought.product_id
