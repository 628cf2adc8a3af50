{#-
  A stated order feature of a customer, from the value of a record. If order_count is mapped to {constant: 1}, each
  record is a purchase, and those of a customer are aggregated; otherwise one record is used.
-#}
{% macro of_rows(measure, value) -%}
{%- set aggregates = {
    'days_since_last_order': 'min', 'tenure_days': 'max', 'order_count': 'sum', 'sales_amount': 'sum',
    'average_order_value': 'min', 'average_unit_price': 'avg'
} -%}
{%- if customer_segments.rows_are_purchases() -%}
{{ aggregates[measure] }}({{ value }}) over (partition by customer_key)
{%- else -%}
{{ value }}
{%- endif -%}
{%- endmacro %}
