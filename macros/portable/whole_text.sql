{#- A number rounded to a whole one, as text for sentences, with commas from a thousand on. -#}
{% macro whole_text(expression) %}format('{:,}', cast(round({{ expression }}, 0) as bigint)){% endmacro %}
