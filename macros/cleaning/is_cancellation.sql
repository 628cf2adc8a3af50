{#-
  True if an order id marks a cancellation: by the prefix that is set, or by C where the lines
  of such orders are negative (has_cancellation_prefix of int_segments__intake_evidence).
-#}
{% macro is_cancellation(order_id) %}
    {%- set prefix = customer_segments.cancellation_prefix() -%}
    {%- set carries_it = "upper(" ~ order_id ~ ") like '" ~ prefix ~ "%'" -%}
    {{ return(
        'false' if not prefix else '(has_cancellation_prefix and ' ~ carries_it ~ ')'
        if var('segments_cancelled_order_prefix') == 'auto' else carries_it
    ) }}
{% endmacro %}

{#- The prefix of cancelled orders that is set, or the usual one, in capitals. -#}
{% macro cancellation_prefix() %}
    {%- set prefix = (var('segments_cancelled_order_prefix') or '') | upper -%}
    {{ return('C' if prefix == 'AUTO' else prefix) }}
{% endmacro %}
