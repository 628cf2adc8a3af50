{#- A number var as a literal; another number where it is null. -#}
{% macro setting_literal(name, otherwise) %}
    {%- set value = var(name) -%}
    {{ return((otherwise if value is none else value) | string) }}
{% endmacro %}
