{#-
  The text after `from` that reads an input: its relation, or its files with one
  more column, segments_source_file, that holds the name of the file.
-#}
{% macro input_relation(input) %}
    {%- set value = var('segments_' ~ input) -%}
    {%- if customer_segments.input_kind(input) == 'file' -%}
        {{ return(customer_segments.read_file(value)) }}
    {%- endif -%}
    {{ return(value) }}
{% endmacro %}
