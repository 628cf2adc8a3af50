{#- A ratio as a double; null if the denominator is 0 or null. -#}
{% macro divide(numerator, denominator) -%}
cast({{ numerator }} as double)
    / nullif(cast({{ denominator }} as double), 0)
{%- endmacro %}
