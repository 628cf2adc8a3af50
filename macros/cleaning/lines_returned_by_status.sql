{#-
  The CTEs that add to every sale whose status says returned a line that gives it back, unless
  the order has lines of returns of its own.
-#}
{% macro lines_returned_by_status() -%}
{%- if customer_segments.reads_status(ref(customer_segments.staged_lines_model())) -%}
orders_with_returns as (
    select distinct
        order_id as returned_order_id,
        customer_id as returned_customer_id
    from lines
    where is_accepted and not is_sale
),

returned as (
    select lines.*
    from lines
    left join orders_with_returns
        on
            lines.order_id = orders_with_returns.returned_order_id
            and lines.customer_id = orders_with_returns.returned_customer_id
    where
        lines.is_accepted and lines.is_sale and lines.status_meaning = 'returned'
        and orders_with_returns.returned_order_id is null
),

{%- set returned_values = {
    'line_id': "line_id || '-returned'", 'is_sale': 'false', 'is_added': 'true', 'quantity': '-quantity',
    'discount_amount': '-discount_amount', 'line_amount': '-line_amount', 'cost': '-cost'
} %}
final as (
    select {{ customer_segments.all_but(['status_meaning'], customer_segments.unchanged(returned_values)) }}
    from lines
    union all
    select {{ customer_segments.all_but(['status_meaning'], returned_values) }}
    from returned
)
{%- else -%}
final as (
    select {{ customer_segments.all_but(['status_meaning']) }}
    from lines
)
{%- endif -%}
{%- endmacro %}
