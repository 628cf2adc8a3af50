{#- 'set by <var>' where a var is given, otherwise a reason; as a SQL literal. -#}
{% macro stated_by_setting(name, reason) %}
    {%- set value = var(name) -%}
    {{ return("'" ~ (reason if value is none or value | string == '' else 'set by ' ~ name) ~ "'") }}
{% endmacro %}
