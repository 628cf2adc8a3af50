-- One row per month and segment, and per month for all customers: customers, orders and money.
with

customers as (
    select * from {{ ref('int_segments__monthly_customers') }}
),

shop as (
    select cast(min(order_date) as date) as first_order_date
    from {{ ref('int_segments__orders') }}
),

grouped as (
    select
        *,
        segment_id as group_id
    from customers
    where segment_id is not null
    union all
    select
        *,
        'all' as group_id
    from customers
),

sums as (
    select
        month_start,
        as_of_date,
        group_id as segment_id,
        count(*) as customer_count,
        sum(case when order_count > 0 then 1 else 0 end) as active_count,
        sum(case when was_active then 1 else 0 end) as previously_active_count,
        sum(case when was_active and order_count > 0 then 1 else 0 end) as retained_count,
        sum(case when order_count > 0 and orders_to_date >= 2 then 1 else 0 end) as repeat_count,
        sum(order_count) as order_count,
        sum(unit_count) as unit_count,
        sum(product_line_count) as product_line_count,
        sum(sales_amount) as sales_amount,
        sum(returned_amount) as returned_amount
    from grouped
    group by month_start, as_of_date, group_id
),

final as (
    select
        sums.*,
        -- the month is not complete, or the data begins within it
        sums.as_of_date < {{ customer_segments.add_months('sums.month_start', 1) }}
        or (
            shop.first_order_date > sums.month_start
            and shop.first_order_date < sums.as_of_date
        ) as is_partial,
        lag(sums.active_count) over segment_months as previous_active_count,
        lag(sums.order_count) over segment_months as previous_order_count,
        lag(sums.unit_count) over segment_months as previous_unit_count,
        lag(sums.sales_amount) over segment_months as previous_sales_amount
    from sums
    cross join shop
    window segment_months as (partition by sums.segment_id order by sums.month_start)
)

select * from final
