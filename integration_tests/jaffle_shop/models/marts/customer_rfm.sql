-- One row per customer with an order: the same name as an idea of the package, and no collision.
select
    customer_id,
    count(distinct order_id) as order_count
from {{ ref('order_items') }}
group by customer_id
