-- One row per customer, validity period and order: the customer's totals up to and including the order.
{{ config(**customer_segments.kept_by_customer([
    "{{ customer_segments.drop_returning_customers(ref('int_segments__orders')) }}",
    "{{ customer_segments.lengthen_periods(ref('int_segments__as_of_dates')) }}"
])) }}
{%- set counted = {
    'order_count': '1',
    'order_day_count': 'is_first_of_day',
    'gap_days': 'days_since_previous_order',
    'squared_gap_days': 'days_since_previous_order * days_since_previous_order',
    'active_month_count': 'is_first_of_month',
    'product_line_count': 'product_line_count',
    'unit_count': 'unit_count',
    'product_list_amount': 'product_list_amount',
    'list_amount': 'list_amount',
    'discount_amount': 'discount_amount',
    'discounted_order_count': 'case when discount_amount > 0 then 1 else 0 end',
    'weekend_order_count': 'case when ' ~ customer_segments.iso_weekday('order_date') ~ ' >= 6 then 1 else 0 end',
    'evening_order_count': 'case when extract(hour from ordered_at) >= 18 then 1 else 0 end',
    'fourth_quarter_order_count': 'case when extract(month from order_date) >= 10 then 1 else 0 end',
} %}
with

orders as (
    select
        *,
        lag(order_date) over (
            partition by customer_id, valid_to, is_purchase order by ordered_at, order_id
        ) as previous_order_date
    from {{ ref('int_segments__orders_as_of') }}
),

-- gaps lie between purchases; a return has no previous order
with_gaps as (
    select
        *,
        case
            when is_purchase then {{ customer_segments.days_between('previous_order_date', 'order_date') }}
        end as days_since_previous_order,
        case when previous_order_date = order_date then 0 else 1 end as is_first_of_day,
        case
            when date_trunc('month', previous_order_date) = date_trunc('month', order_date) then 0
            else 1
        end as is_first_of_month
    from orders
),

final as (
    select
        customer_id,
        valid_from,
        valid_to,
        order_id,
        ordered_at,
        -- the totals are valid until the next order
        coalesce(
            lead(ordered_at) over customer_orders, cast('9999-12-31' as timestamp)
        ) as next_ordered_at,
        min(case when is_purchase then order_date end) over orders_so_far as first_order_date,
        max(case when is_purchase then order_date end) over orders_so_far as last_order_date,
        {%- for column, value in counted.items() %}
        sum(case when is_purchase then {{ value }} end) over orders_so_far as {{ column }},
        {%- endfor %}
        max(case when is_purchase then sales_amount end) over orders_so_far as largest_order_value,
        {{ customer_segments.running_median(
            'case when is_purchase then sales_amount end', 'orders_so_far', 4
        ) }}
            as median_order_value,
        {{ customer_segments.running_median('days_since_previous_order', 'orders_so_far') }}
            as median_days_between_orders,
        sum(case when is_purchase then sales_amount end) over orders_so_far as purchased_amount,
        sum(sales_amount) over orders_so_far as sales_amount,
        sum(returned_amount) over orders_so_far as returned_amount,
        sum(net_amount) over orders_so_far as net_amount
    from with_gaps
    window
        customer_orders as (partition by customer_id, valid_to order by ordered_at, order_id),
        orders_so_far as (
            partition by customer_id, valid_to order by ordered_at, order_id
            rows between unbounded preceding and current row
        )
)

select * from final
