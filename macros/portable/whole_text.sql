{#- A number rounded to a whole number, as text with thousands separators, for sentences. -#}
{% macro whole_text(expression) %}format('{:,}', cast(round({{ expression }}, 0) as bigint)){% endmacro %}
