{#- A number rounded to a whole one, as text for sentences. -#}
{% macro whole_text(expression) %}cast(cast(round({{ expression }}, 0) as bigint) as {{ dbt.type_string() }}){% endmacro %}
