{#- A number times a scale, as a whole float: sums are exact and much cheaper than of decimals. -#}
{% macro whole_number(expression, parts) -%}
round(cast({{ expression }} as double) * {{ parts }}, 0)
{%- endmacro %}
