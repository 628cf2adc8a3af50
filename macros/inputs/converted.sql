{#- Money in the shop's currency. -#}
{% macro converted(amount) %}case when rate = 1 then {{ amount }} else {{ customer_segments.exact_product(amount, 'rate') }} end{% endmacro %}
