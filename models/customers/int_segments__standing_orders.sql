-- One row per customer, spell of as-of dates and order before its end: the order as it stood all through it.
{{ config(materialized='view') }}
with

orders as (
    select * from {{ ref('int_segments__orders') }}
),

undone_orders as (
    select * from {{ ref('int_segments__undone_orders') }}
),

last_date as (
    select max(as_of_date) as stands_until
    from {{ ref('int_segments__as_of_dates') }}
),

-- whoever undid nothing has one spell; every undoing ends one
ends as (
    select
        customer_id,
        stands_until
    from undone_orders
    where stands_until is not null
    union distinct
    select
        orders.customer_id,
        last_date.stands_until
    from orders
    cross join last_date
),

spells as (
    select
        *,
        coalesce(
            lag(stands_until) over (partition by customer_id order by stands_until),
            cast('0001-01-01' as date)
        ) as stands_after
    from ends
),

final as (
    select
        spells.customer_id,
        spells.stands_after,
        spells.stands_until,
        orders.order_id,
        orders.ordered_at,
        orders.order_date,
        orders.is_purchase or undone_orders.order_id is not null as is_purchase,
        {%- for column in [
            'product_line_count', 'unit_count', 'product_list_amount', 'list_amount', 'discount_amount',
            'sales_amount'
        ] %}
        orders.{{ column }} + coalesce(undone_orders.{{ column }}, 0) as {{ column }},
        {%- endfor %}
        orders.returned_amount + coalesce(undone_orders.sales_amount, 0) as returned_amount,
        orders.net_amount
    from spells
    inner join orders
        on spells.customer_id = orders.customer_id and spells.stands_until > orders.ordered_at
    left join undone_orders
        on
            orders.customer_id = undone_orders.customer_id
            and orders.order_id = undone_orders.order_id
            and spells.stands_until <= undone_orders.stands_until
)

select * from final
