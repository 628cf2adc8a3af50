-- One row per item of an order, with its product and who ordered it when.
select
    order_items.order_item_id,
    order_items.order_id,
    order_items.product_id,
    orders.customer_id,
    orders.ordered_at,
    products.product_name,
    products.product_price
from {{ ref('stg_order_items') }} as order_items
left join {{ ref('stg_orders') }} as orders on order_items.order_id = orders.order_id
left join {{ ref('stg_products') }} as products on order_items.product_id = products.product_id
