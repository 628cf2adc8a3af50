{#- A ratio as a double; null where there is nothing to divide by. -#}
{% macro divide(numerator, denominator) -%}
cast({{ numerator }} as {{ customer_segments.type_double() }})
    / nullif(cast({{ denominator }} as {{ customer_segments.type_double() }}), 0)
{%- endmacro %}
