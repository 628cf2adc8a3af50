{#- Text as a SQL literal. -#}
{% macro quoted(text) %}{{ return(adapter.dispatch('quoted', 'customer_segments')(text)) }}{% endmacro %}
{% macro default__quoted(text) %}{{ return("'" ~ (text | string | replace("'", "''")) ~ "'") }}{% endmacro %}
{% macro spark__quoted(text) %}{{ return("'" ~ (text | string | replace('\\', '\\\\') | replace("'", "\\'")) ~ "'") }}{% endmacro %}
