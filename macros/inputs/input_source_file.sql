{#- The name of the file a row came from, without its folder; null for a table. -#}
{% macro input_source_file(input) %}{{ return(adapter.dispatch('input_source_file', 'customer_segments')(input)) }}{% endmacro %}
{% macro default__input_source_file(input) %}
    {%- if customer_segments.input_kind(input) == 'file' -%}
        {{ return('parse_filename(segments_source_file)') }}
    {%- endif -%}
    {{ return('cast(null as ' ~ dbt.type_string() ~ ')') }}
{% endmacro %}
