{#- True if an order id marks a cancellation. -#}
{% macro is_cancellation(order_id) %}
    {%- set prefix = var('segments_cancelled_order_prefix') or '' -%}
    {{ return("upper(" ~ order_id ~ ") like '" ~ prefix | upper ~ "%'" if prefix else 'false') }}
{% endmacro %}
