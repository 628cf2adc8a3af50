{#- So many parts of a number, whole, as a float: sums of them are exact, and far cheaper than of decimals. -#}
{% macro whole_number(expression, parts) -%}
round(cast({{ expression }} as {{ customer_segments.type_double() }}) * {{ parts }}, 0)
{%- endmacro %}
