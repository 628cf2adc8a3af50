{#- A share as text with up to four digits, for sentences. -#}
{% macro four_digits(expression) -%}
cast(round({{ expression }}, 4) as {{ dbt.type_string() }})
{%- endmacro %}
