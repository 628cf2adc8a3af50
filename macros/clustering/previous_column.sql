{#- A column of the previous build; null if none is named. -#}
{% macro previous_column(input, column, type) %}
    {%- set value = 'null' if customer_segments.input_kind(input) == 'none' else column -%}
    {{ return('cast(' ~ value ~ ' as ' ~ type ~ ')') }}
{% endmacro %}
