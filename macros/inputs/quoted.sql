{#- Text as a SQL literal. -#}
{% macro quoted(text) %}{{ return("'" ~ (text | string | replace("'", "''")) ~ "'") }}{% endmacro %}
