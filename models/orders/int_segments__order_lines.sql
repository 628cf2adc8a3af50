-- One row per accepted order line before the as-of date: the input of all orders and purchases.
{{ config(**customer_segments.kept_by_customer()) }}
{%- set and_changed = customer_segments.only_changed(
    'customer_id', 'int_segments__changed_products', ' and'
) %}
with

accepted_lines as (
    select * from {{ ref(customer_segments.order_lines_model()) }}
    where is_accepted{{ and_changed }}
),

products as (
    select * from {{ ref('int_segments__products') }}
),

fully_returned_orders as (
    select * from {{ ref('int_segments__fully_returned_orders') }}
),

current_as_of_date as (
    select * from {{ ref('int_segments__as_of_dates') }}
    where is_current
),

final as (
    select
        accepted_lines.line_id,
        accepted_lines.order_id,
        accepted_lines.customer_id,
        accepted_lines.product_id,
        accepted_lines.ordered_at,
        accepted_lines.quantity,
        accepted_lines.discount_amount,
        accepted_lines.line_amount,
        accepted_lines.cost,
        accepted_lines.channel,
        accepted_lines.country,
        -- a fully returned order is no purchase: its money offsets that of its return
        accepted_lines.is_sale and fully_returned_orders.order_id is null as is_sale,
        accepted_lines.is_sale and fully_returned_orders.order_id is not null as is_fully_returned,
        products.is_product,
        fully_returned_orders.fully_returned_at
    from accepted_lines
    inner join products on accepted_lines.product_id = products.product_id
    cross join current_as_of_date
    left join fully_returned_orders
        on
            accepted_lines.customer_id = fully_returned_orders.customer_id
            and accepted_lines.order_id = fully_returned_orders.order_id
    where accepted_lines.ordered_at < current_as_of_date.as_of_date
)

select * from final
