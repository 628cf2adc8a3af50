{#- Columns of the previous build, as {name: type}; all null if none is named. -#}
{% macro previous_columns(input, types) %}
    {%- set is_absent = customer_segments.input_kind(input) == 'none' -%}
    {%- set columns = [] -%}
    {%- for column, type in types.items() -%}
        {%- do columns.append('cast(' ~ ('null' if is_absent else column) ~ ' as ' ~ type ~ ') as ' ~ column) -%}
    {%- endfor -%}
    {{ return(columns | join(',\n        ')) }}
{% endmacro %}
