-- One row per raw order line, and per line that a refund gave money back for: with the order's own money.
{{ config(enabled=customer_segments.has_orders(), **customer_segments.kept_by_customer()) }}
with

lines as (
    select * from {{ ref('int_segments__transaction_lines') }}
    {{ customer_segments.only_changed('customer_id', 'int_segments__changed_evidence') }}
),

sold as (
    select
        *,
        sum(case when is_sale then line_amount else 0 end) over of_order as order_amount,
        min(case when is_price_of_order then 1 else 0 end) over of_order = 1 as is_without_prices,
        max(case when is_sale then 0 else 1 end) over of_order = 1 as has_returns
    from lines
    where is_accepted
    window of_order as (partition by order_id)
),

-- a line weighs what it cost, or what it holds where no price is known, in whole ten-thousandths
weighted as (
    select
        sold.line_id,
        sold.order_id,
        sold.product_id,
        {{ customer_segments.whole_number_of(
            'cast(case when sold.order_amount > 0 then greatest(sold.line_amount, 0) else sold.quantity end'
            ~ ' as decimal(22, 4)) * 10000'
        ) }} as line_weight,
        {{ customer_segments.order_discount('sold.order_amount', 'orders.discount_amount') }} as discount_amount,
        coalesce(orders.shipping, 0) as shipping,
        case when sold.has_returns then 0 else coalesce(orders.refunded, 0) end as stated_refund,
        case when sold.is_without_prices then coalesce(orders.paid_amount, 0) else 0 end as paid_amount,
        sold.order_amount
    from sold
    inner join {{ ref('stg_segments__orders') }} as orders on sold.order_id = orders.order_id
    where sold.is_sale
),

-- an order refunds no more than its lines brought
owed as (
    select
        *,
        greatest(least(stated_refund, order_amount + paid_amount - discount_amount + shipping), 0) as refunded
    from weighted
),

{{ customer_segments.spread_over_order(['discount_amount', 'shipping', 'refunded', 'paid_amount'], 'owed') }},

-- what a status refunds is what was paid, without the shipping
signed as (
    select
        *,
        case when is_added then -1 else 1 end as sign,
        case when is_added then {{ customer_segments.replace_matches('line_id', '-returned$', '') }} else line_id end
            as sale_line_id
    from lines
),

moneyed as (
    select
        signed.*,
        case when signed.sign = 1 then coalesce(spread.refunded_part, 0) else 0 end as refunded_part,
        signed.discount_amount + signed.sign * coalesce(spread.discount_amount_part, 0) as own_discount,
        case
            when signed.is_price_of_order
                then cast(round(cast(spread.paid_amount_part as double) / abs(signed.quantity), 4) as decimal(18, 4))
            else signed.unit_price
        end as own_price,
        signed.line_amount
        + signed.sign * coalesce(spread.paid_amount_part - spread.discount_amount_part, 0)
        + case when signed.sign = 1 then coalesce(spread.shipping_part, 0) else 0 end as own_amount
    from signed
    left join spread on signed.sale_line_id = spread.line_id
),

priced as (
    select {{ customer_segments.all_but(['sign', 'sale_line_id', 'own_discount', 'own_price', 'own_amount'], {
        'discount_amount': 'own_discount', 'unit_price': 'own_price', 'line_amount': 'own_amount'
    }) }}
    from moneyed
),

{% set returned_values = {
    'line_id': "line_id || '-refund'", 'is_sale': 'false', 'is_added': 'true',
    'quantity': customer_segments.part_refunded('quantity'), 'cost': customer_segments.part_refunded('cost'),
    'discount_amount': customer_segments.part_refunded('discount_amount'), 'line_amount': '-refunded_part'
} -%}
final as (
    select {{ customer_segments.all_but(['refunded_part'], customer_segments.unchanged(returned_values)) }}
    from priced
    union all
    select {{ customer_segments.all_but(['refunded_part'], returned_values) }}
    from priced
    where refunded_part > 0
)

select * from final
