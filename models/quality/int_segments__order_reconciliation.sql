-- One row per stage and measure of the orders and payments inputs: what they state, and what is used of it.
{{ config(enabled=customer_segments.has_orders() and var('segments_using_quality') | as_bool) }}
{%- set kinds = [
    ('order discounts', 'discount', -1), ('order shipping', 'shipping', 1), ('order refunds', 'refund', -1),
    ('payments in place of prices', 'payment', 1), ('payments beside prices', 'other_payment', 0)
] %}
with

raw_lines as (
    select * from {{ ref('int_segments__transaction_lines') }}
    where not is_added
),

lined_orders as (
    select
        order_id,
        count(*) as line_count
    from raw_lines
    group by order_id
),

raw_sales as (
    select
        order_id,
        sum(line_amount) as amount,
        min(case when is_price_of_order then 1 else 0 end) = 1 as is_without_prices
    from raw_lines
    where is_accepted and is_sale
    group by order_id
),

refund_lines as (
    select * from {{ ref('int_segments__lines_with_order_money') }}
    where line_id like '%-refund'
),

refunds as (
    select
        order_id,
        -sum(line_amount) as amount
    from refund_lines
    group by order_id
),

sales as (
    select
        order_id,
        sum(line_amount) as amount
    from {{ ref('int_segments__lines_with_order_money') }}
    where is_accepted and is_sale
    group by order_id
),

orders as (
    select
        raw_sales.order_id is not null as is_sold,
        lined_orders.line_count,
        stated.is_in_orders,
        {{ customer_segments.order_discount('raw_sales.amount', 'stated.discount_amount') }} as discount,
        coalesce(stated.shipping, 0) as shipping,
        coalesce(stated.refunded, 0) as refund,
        coalesce(refunds.amount, 0) as used_refund,
        case when coalesce(raw_sales.is_without_prices, true) then coalesce(stated.paid_amount, 0) else 0 end
            as payment,
        case when raw_sales.is_without_prices then 0 else coalesce(stated.paid_amount, 0) end
        * case when raw_sales.order_id is not null then 1 else 0 end as other_payment,
        case
            when not raw_sales.is_without_prices and stated.paid_amount is not null
                then sales.amount + coalesce(stated.tax, 0)
            else 0
        end as used_other_payment
    from {{ ref('stg_segments__orders') }} as stated
    left join lined_orders on stated.order_id = lined_orders.order_id
    left join raw_sales on stated.order_id = raw_sales.order_id
    left join sales on stated.order_id = sales.order_id
    left join refunds on stated.order_id = refunds.order_id
),

used as (
    select
        *,
        case when is_sold then discount else 0 end as used_discount,
        case when is_sold then shipping else 0 end as used_shipping,
        case when is_sold then payment else 0 end as used_payment
    from orders
),

lines as (
    select count(*) as line_count
    from raw_lines
),

final as (
    select
        'orders with lines' as stage,
        'orders' as measure,
        count(*) as expected,
        coalesce(sum(case when line_count is not null then 1 else 0 end), 0) as accepted,
        0 as direction
    from used
    where is_in_orders
    union all
    select
        'lines with an order',
        'lines',
        coalesce(max(lines.line_count), 0),
        coalesce(sum(case when used.is_in_orders then used.line_count end), 0),
        0
    from used
    cross join lines
    union all
    select
        'order refunds',
        'lines',
        count(*),
        count(*),
        1
    from refund_lines
    {%- for stage, kind, direction in kinds %}
    union all
    select
        '{{ stage }}',
        'amount',
        coalesce(sum({{ kind }}), 0),
        coalesce(sum(used_{{ kind }}), 0),
        {{ direction }}
    from used
    {%- endfor %}
)

select * from final
