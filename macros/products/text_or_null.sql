{#- A text var as a literal; null where it is null. -#}
{% macro text_or_null(name) %}
    {%- set value = var(name) -%}
    {{ return("cast(null as " ~ dbt.type_string() ~ ")" if value is none else "'" ~ value ~ "'") }}
{% endmacro %}
