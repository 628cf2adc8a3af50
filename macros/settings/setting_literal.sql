{#- A setting as a SQL literal; something else where it is null. check_settings has seen that text holds no quote. -#}
{% macro setting_literal(name, otherwise='null') %}
    {%- set value = var(name) -%}
    {%- if value is none or value | string == '' -%}{{ return(otherwise | string) }}{%- endif -%}
    {{ return(value | string if value is number else customer_segments.quoted(value)) }}
{% endmacro %}
