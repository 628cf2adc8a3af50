{#- A ratio as a double; null if the denominator is 0 or null. -#}
{% macro divide(numerator, denominator) -%}
cast({{ numerator }} as {{ customer_segments.type_double() }})
    / nullif(cast({{ denominator }} as {{ customer_segments.type_double() }}), 0)
{%- endmacro %}
