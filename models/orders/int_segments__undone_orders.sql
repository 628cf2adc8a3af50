-- One row per customer and order that was undone entirely: what it was before, and the last date it stood.
with

lines as (
    select * from {{ ref('int_segments__order_lines') }}
    where is_undone
),

cancelled_orders as (
    select * from {{ ref('int_segments__cancelled_orders') }}
),

as_of_dates as (
    select as_of_date from {{ ref('int_segments__as_of_dates') }}
),

orders as (
    select
        customer_id,
        order_id,
        min(ordered_at) as ordered_at,
        sum(case when is_product then 1 else 0 end) as product_line_count,
        sum(case when is_product then quantity else 0 end) as unit_count,
        sum(case when is_product then line_amount + discount_amount else 0 end) as product_list_amount,
        sum(line_amount + discount_amount) as list_amount,
        sum(discount_amount) as discount_amount,
        sum(line_amount) as sales_amount
    from lines
    group by customer_id, order_id
),

standing as (
    select
        orders.customer_id,
        orders.order_id,
        max(as_of_dates.as_of_date) as stands_until
    from orders
    inner join cancelled_orders
        on
            orders.customer_id = cancelled_orders.customer_id
            and orders.order_id = cancelled_orders.order_id
    inner join as_of_dates
        on
            orders.ordered_at < as_of_dates.as_of_date
            and cancelled_orders.undone_at >= as_of_dates.as_of_date
    group by orders.customer_id, orders.order_id
),

final as (
    select
        orders.customer_id,
        orders.order_id,
        standing.stands_until,
        orders.product_line_count,
        cast(orders.unit_count as {{ customer_segments.type_money() }}) as unit_count,
        cast(orders.product_list_amount as {{ customer_segments.type_money() }}) as product_list_amount,
        cast(orders.list_amount as {{ customer_segments.type_money() }}) as list_amount,
        cast(orders.discount_amount as {{ customer_segments.type_money() }}) as discount_amount,
        cast(orders.sales_amount as {{ customer_segments.type_money() }}) as sales_amount
    from orders
    left join standing
        on orders.customer_id = standing.customer_id and orders.order_id = standing.order_id
)

select * from final
