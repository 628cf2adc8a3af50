{#-
  One number of the rows of a customer. Where order_count is mapped to {constant: 1}, each
  row is a purchase and they are taken together; otherwise a customer who is listed twice
  has the lowest of what is stated, so that a record sent twice counts once.
-#}
{% macro of_rows(aggregate, column) -%}
{%- set counted = customer_segments.input_setting('customers', 'columns').get('order_count') -%}
{%- if counted is mapping and 'constant' in counted -%}{{ aggregate }}({{ column }})
{%- else -%}min({{ column }})
{%- endif -%}
{%- endmacro %}
