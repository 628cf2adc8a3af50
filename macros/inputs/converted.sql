{#- Money in the shop's currency. -#}
{% macro converted(amount) %}case when rate = 1 then {{ amount }} else cast(round({{ amount }} * rate, 4) as decimal(18, 4)) end{% endmacro %}
