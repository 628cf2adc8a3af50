{#- A number var as a literal, or null. -#}
{% macro number_literal(name) %}
    {%- set value = var(name) -%}
    {{ return('null' if value is none or value | string == '' else value | string) }}
{% endmacro %}
