-- One row per order line: Shopify keeps who ordered when with the order.
select
    order_lines.order_id,
    order_lines.product_id,
    order_lines.quantity,
    order_lines.price,
    order_lines.total_discount,
    orders.customer_id,
    orders.processed_at,
    orders.currency,
    orders.source_name,
    orders.shipping_address_country
from {{ source('shopify', 'order_line') }} as order_lines
inner join {{ source('shopify', 'order') }} as orders on order_lines.order_id = orders.id
where not orders.test and orders.cancelled_at is null
