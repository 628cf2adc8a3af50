-- One row per order.
select
    id as order_id,
    customer as customer_id,
    store_id as location_id,
    cast(ordered_at as timestamp) as ordered_at,
    order_total / 100.0 as order_total
from {{ source('ecom', 'raw_orders') }}
