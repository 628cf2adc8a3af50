{#- A date var as a quoted literal, or null. -#}
{% macro setting_literal(name) %}
    {%- set value = var(name) -%}
    {{ return('null' if value is none or value | string == '' else "'" ~ value ~ "'") }}
{% endmacro %}
