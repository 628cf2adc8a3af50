-- One row per as-of date and order before it: the order as it stood on that day.
{{ config(materialized='view') }}
with

orders_until as (
    select
        as_of_dates.as_of_date,
        as_of_dates.is_current,
        orders.*
    from {{ ref('int_segments__orders') }} as orders
    inner join {{ ref('int_segments__as_of_dates') }} as as_of_dates
        on orders.ordered_at < as_of_dates.as_of_date
),

undone_orders as (
    select * from {{ ref('int_segments__undone_orders') }}
),

-- an order that was undone later still stood
standing as (
    select
        orders_until.as_of_date,
        orders_until.is_current,
        orders_until.customer_id,
        orders_until.order_id,
        orders_until.ordered_at,
        orders_until.order_date,
        orders_until.is_purchase or undone_orders.order_id is not null as is_purchase,
        {%- for column in [
            'product_line_count', 'unit_count', 'product_list_amount', 'list_amount', 'discount_amount',
            'sales_amount'
        ] %}
        orders_until.{{ column }} + coalesce(undone_orders.{{ column }}, 0) as {{ column }},
        {%- endfor %}
        orders_until.returned_amount + coalesce(undone_orders.sales_amount, 0) as returned_amount,
        orders_until.net_amount
    from orders_until
    left join undone_orders
        on
            orders_until.customer_id = undone_orders.customer_id
            and orders_until.order_id = undone_orders.order_id
            and orders_until.as_of_date <= undone_orders.undone_at
),

final as (
    select
        *,
        {{ customer_segments.days_between('order_date', 'as_of_date') }} as days_ago,
        -- only purchases follow each other; a return has no predecessor
        case
            when is_purchase
                then {{ customer_segments.days_between(
                    'lag(order_date) over (
                        partition by as_of_date, customer_id, is_purchase order by ordered_at, order_id
                    )',
                    'order_date'
                ) }}
        end as days_since_previous_order
    from standing
)

select * from final
