-- The categories that each segment prefers, compared with all others.
select
    customers.segment_name,
    preferences.category,
    count(*) as customer_count,
    sum(preferences.sales_amount) as sales_amount,
    sum(preferences.sale_line_count) as sale_line_count
from {{ ref('segments__product_preferences') }} as preferences
inner join {{ ref('segments__customers') }} as customers
    on preferences.customer_id = customers.customer_id
group by customers.segment_name, preferences.category
order by customers.segment_name, sale_line_count desc, preferences.category
