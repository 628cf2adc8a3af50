{#-
  One value from the rows of a customer. If order_count is mapped to {constant: 1}, each
  row is a purchase and they are aggregated; otherwise a customer who is listed twice
  gets the lowest stated value, so that a record sent twice counts once.
-#}
{% macro of_rows(aggregate, column) -%}
{%- set counted = customer_segments.input_setting('customers', 'columns').get('order_count') -%}
{%- if counted is mapping and 'constant' in counted -%}{{ aggregate }}({{ column }})
{%- else -%}min({{ column }})
{%- endif -%}
{%- endmacro %}
