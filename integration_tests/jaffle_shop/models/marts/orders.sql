-- One row per order.
select * from {{ ref('stg_orders') }}
