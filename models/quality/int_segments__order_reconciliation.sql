-- One row per stage and measure of the orders and payments inputs: what they state, what is used, what is not.
{{ config(enabled=customer_segments.has_orders() and var('segments_using_quality') | as_bool) }}
{%- set kinds = [
    ('order discounts', 'discount', -1), ('order shipping', 'shipping', 1), ('order refunds', 'refund', -1),
    ('payments in place of prices', 'payment', 1), ('payments beside prices', 'other_payment', 0)
] %}
with

raw as (
    select
        order_id,
        sum(case when is_added then 0 else 1 end) as line_count,
        sum(case when is_accepted and is_sale then 1 else 0 end) > 0 as is_sold,
        sum(case when is_accepted and not is_sale then 1 else 0 end) > 0 as has_returns,
        sum(case when is_accepted and is_sale then line_amount end) as amount,
        sum(case when is_accepted and is_sale then discount_amount end) as discount_amount,
        min(case when is_accepted and is_sale and not is_price_of_order then 0 else 1 end) = 1 as is_without_prices
    from {{ ref('int_segments__transaction_lines') }}
    group by order_id
),

used as (
    select
        order_id,
        sum(case when is_accepted and is_sale then line_amount end) as amount,
        sum(case when is_accepted and is_sale then discount_amount end) as discount_amount,
        -sum(case when line_id like '%-refund' then line_amount end) as refund,
        sum(case when line_id like '%-refund' then 1 else 0 end) as refund_count
    from {{ ref('int_segments__lines_with_order_money') }}
    group by order_id
),

orders as (
    select
        stated.is_in_orders,
        raw.line_count,
        coalesce(raw.is_sold, false) as is_sold,
        coalesce(raw.has_returns, false) as has_returns,
        not coalesce(raw.is_sold, false) or raw.is_without_prices as is_paid_as_stated,
        used.amount,
        {{ customer_segments.order_discount('raw.amount', 'stated.discount_amount') }} as discount,
        coalesce(used.discount_amount - raw.discount_amount, 0) as used_discount,
        coalesce(stated.shipping, 0) as shipping,
        coalesce(used.amount - raw.amount + used.discount_amount - raw.discount_amount, 0) as used_addition,
        coalesce(stated.refunded, 0) as refund,
        coalesce(used.refund, 0) as used_refund,
        coalesce(stated.paid_amount, 0) as paid_amount,
        stated.paid_amount is null as is_not_paid,
        coalesce(stated.tax, 0) as tax
    from {{ ref('stg_segments__orders') }} as stated
    left join raw on stated.order_id = raw.order_id
    left join used on stated.order_id = used.order_id
),

-- used is measured on the lines, unused on the inputs; payments beside prices are compared with the money of the lines
moneyed as (
    select
        *,
        case when is_sold then 0 else discount end as unused_discount,
        case when is_sold then 0 else shipping end as unused_shipping,
        case when is_paid_as_stated and is_sold then shipping else used_addition end as used_shipping,
        refund - case
            when is_sold and not has_returns then greatest(least(refund, amount), 0) else 0
        end as unused_refund,
        case when is_paid_as_stated then paid_amount else 0 end as payment,
        case when is_paid_as_stated and is_sold then used_addition - shipping else 0 end as used_payment,
        case when is_sold then 0 else paid_amount end as unused_payment,
        case when is_paid_as_stated then 0 else paid_amount end as other_payment,
        case when is_paid_as_stated or is_not_paid then 0 else amount + tax end as used_other_payment,
        case when is_paid_as_stated or is_not_paid then 0 else paid_amount - amount - tax end as unused_other_payment
    from orders
),

lines as (
    select
        sum(raw.line_count) as line_count,
        sum(case when stated.is_in_orders then 0 else raw.line_count end) as unused_count
    from raw
    left join {{ ref('stg_segments__orders') }} as stated on raw.order_id = stated.order_id
),

final as (
    select
        'orders with lines' as stage,
        'orders' as measure,
        count(*) as expected,
        coalesce(sum(case when line_count is not null then 1 else 0 end), 0) as accepted,
        coalesce(sum(case when line_count is null then 1 else 0 end), 0) as rejected,
        0 as direction
    from moneyed
    where is_in_orders
    union all
    select
        'lines with an order',
        'lines',
        coalesce(max(lines.line_count), 0),
        coalesce(sum(case when moneyed.is_in_orders then moneyed.line_count end), 0),
        coalesce(max(lines.unused_count), 0),
        0
    from lines
    left join moneyed on true
    union all
    select
        'order refunds',
        'lines',
        coalesce(sum(refund_count), 0),
        coalesce(sum(refund_count), 0),
        0,
        1
    from used
    {%- for stage, kind, direction in kinds %}
    union all
    select
        '{{ stage }}',
        'amount',
        coalesce(sum({{ kind }}), 0),
        coalesce(sum(used_{{ kind }}), 0),
        coalesce(sum(unused_{{ kind }}), 0),
        {{ direction }}
    from moneyed
    {%- endfor %}
)

select * from final
