-- One row per month and customer known by its end: their segment at its start and their purchases in it.
with

periods as (
    select * from {{ ref('int_segments__as_of_dates') }}
    where previous_as_of_date is not null
),

members as (
    select
        periods.month_start,
        periods.as_of_date,
        periods.previous_as_of_date,
        at_end.customer_id,
        at_end.order_count as orders_to_date,
        case when at_start.customer_id is null then 'new' else at_start.segment_id end as segment_id
    from periods
    inner join {{ ref('int_segments__customer_history') }} as at_end on periods.as_of_date = at_end.as_of_date
    left join {{ ref('int_segments__customer_history') }} as at_start
        on
            periods.previous_as_of_date = at_start.as_of_date
            and at_end.customer_id = at_start.customer_id
),

-- purchases of each customer and month, first purchases included
months as (
    select
        periods.month_start,
        orders.customer_id,
        sum(case when orders.is_purchase then 1 else 0 end) as order_count,
        {%- for column in ['unit_count', 'product_line_count', 'sales_amount'] %}
        sum(case when orders.is_purchase then orders.{{ column }} else 0 end) as {{ column }},
        {%- endfor %}
        sum(case when orders.is_purchase then orders.sales_amount else 0 end - orders.net_amount)
            as returned_amount
    from periods
    inner join {{ ref('int_segments__orders') }} as orders
        on
            orders.ordered_at >= periods.previous_as_of_date
            and orders.ordered_at < periods.as_of_date
    group by periods.month_start, orders.customer_id
),

final as (
    select
        members.month_start,
        members.as_of_date,
        members.customer_id,
        members.segment_id,
        members.orders_to_date,
        coalesce(months.order_count, 0) as order_count,
        coalesce(months.unit_count, 0) as unit_count,
        coalesce(months.product_line_count, 0) as product_line_count,
        coalesce(months.sales_amount, 0) as sales_amount,
        coalesce(months.returned_amount, 0) as returned_amount,
        coalesce(lag(months.order_count) over (
            partition by members.customer_id order by members.month_start
        ), 0) > 0 as was_active
    from members
    left join months
        on members.month_start = months.month_start and members.customer_id = months.customer_id
)

select * from final
