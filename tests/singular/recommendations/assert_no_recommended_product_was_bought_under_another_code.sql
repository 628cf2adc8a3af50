-- Fails on each recommendation of a product that the customer has bought under another code of the same name.
{{ config(enabled=var('segments_using_recommendations') | as_bool) }}
select recommendations.*
from {{ ref('segments__recommendations') }} as recommendations
inner join {{ ref('int_segments__product_aliases') }} as aliases
    on recommendations.product_id = aliases.listed_product_id
inner join {{ ref('int_segments__customer_products') }} as bought
    on
        recommendations.customer_id = bought.customer_id
        and aliases.product_id = bought.product_id
