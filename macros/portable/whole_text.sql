{#- A number rounded to a whole number, as text with thousands separators, for sentences. -#}
{% macro whole_text(expression) %}{{ return(adapter.dispatch('whole_text', 'customer_segments')(expression)) }}{% endmacro %}
{% macro default__whole_text(expression) %}format('{:,}', cast(round({{ expression }}, 0) as bigint)){% endmacro %}
{% macro spark__whole_text(expression) %}format_number(cast(round({{ expression }}, 0) as bigint), 0){% endmacro %}
