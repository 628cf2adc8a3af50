-- One row per customer, validity period and order before its end: the order as valid in the period.
{{ config(materialized='view') }}
with

orders as (
    select * from {{ ref('int_segments__orders') }}
    {%- if var('segments_incremental') %}
    -- the totals of other customers are kept
    where
        customer_id in (
            select changed.customer_id from {{ ref('int_segments__changed_customers') }} as changed
        )
        or customer_id in (
            select returned.customer_id from {{ ref('int_segments__orders') }} as returned
            where returned.fully_returned_at is not null
        )
    {%- endif %}
),

as_of_dates as (
    select as_of_date from {{ ref('int_segments__as_of_dates') }}
),

last_date as (
    select max(as_of_date) as valid_to
    from as_of_dates
),

-- customers are measured on these dates and on the days of campaign contacts
measured_dates as (
    select as_of_date from as_of_dates
    union distinct
    select cast(contacts.contacted_at as date) as as_of_date
    from {{ ref('int_segments__campaign_contacts') }} as contacts
    cross join last_date
    where contacts.is_accepted and contacts.contacted_at < last_date.valid_to
),

-- the last of them on which a fully returned order still counted
returned_orders as (
    select
        orders.customer_id,
        orders.order_id,
        max(measured_dates.as_of_date) as valid_to
    from orders
    inner join measured_dates
        on
            orders.ordered_at < measured_dates.as_of_date
            and orders.fully_returned_at >= measured_dates.as_of_date
    group by orders.customer_id, orders.order_id
),

-- a customer without such an order has one period; each of those dates ends another one
period_ends as (
    select
        customer_id,
        valid_to
    from returned_orders
    union distinct
    select
        orders.customer_id,
        last_date.valid_to
    from orders
    cross join last_date
),

periods as (
    select
        customer_id,
        {{ customer_segments.add_days(
            "coalesce(lag(valid_to) over (partition by customer_id order by valid_to), cast('0001-01-01' as date))", 1
        ) }} as valid_from,
        valid_to
    from period_ends
),

valid_orders as (
    select
        periods.valid_from,
        periods.valid_to,
        orders.*,
        orders.is_purchase or coalesce(periods.valid_to <= returned_orders.valid_to, false) as is_valid
    from periods
    inner join orders
        on periods.customer_id = orders.customer_id and periods.valid_to > orders.ordered_at
    left join returned_orders
        on orders.customer_id = returned_orders.customer_id and orders.order_id = returned_orders.order_id
),

final as (
    select
        customer_id,
        valid_from,
        valid_to,
        order_id,
        ordered_at,
        order_date,
        is_valid as is_purchase,
        {%- for column in [
            'product_line_count', 'unit_count', 'product_list_amount', 'list_amount', 'discount_amount',
            'sales_amount'
        ] %}
        case when is_valid then {{ column }} else 0 end as {{ column }},
        {%- endfor %}
        case when is_valid then sales_amount else 0 end - net_amount as returned_amount,
        net_amount
    from valid_orders
)

select * from final
