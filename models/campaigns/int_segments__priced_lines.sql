-- One row per sale line of a product with a paid price: the week before the as-of date, and the price.
{{ config(materialized='view') }}
with

lines as (
    select * from {{ ref('int_segments__order_lines') }}
    where
        is_sale
        and is_product
        and quantity > 0
        and line_amount > 0
        and {{ customer_segments.has_prices(is_paid=true) }}
),

final as (
    select
        lines.line_id,
        lines.customer_id,
        aliases.listed_product_id as product_id,
        cast(
            {{ customer_segments.whole_quotient(
                '(' ~ customer_segments.days_between('cast(lines.ordered_at as date)', 'dates.as_of_date') ~ ' - 1)',
                '7'
            ) }} as integer
        ) as weeks_ago,
        lines.quantity,
        lines.line_amount,
        coalesce(lines.discount_amount, 0) > 0 as has_discount,
        {{ customer_segments.divide('lines.line_amount', 'lines.quantity') }} as paid_price,
        {{ customer_segments.divide(
            'lines.line_amount + greatest(coalesce(lines.discount_amount, 0), 0)', 'lines.quantity'
        ) }} as list_price
    from lines
    inner join {{ ref('int_segments__product_aliases') }} as aliases on lines.product_id = aliases.product_id
    inner join {{ ref('int_segments__as_of_dates') }} as dates on dates.is_current
)

select * from final
