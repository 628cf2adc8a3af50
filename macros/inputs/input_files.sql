{#- The files of an input that is read from files, in order of their names. -#}
{% macro input_files(input) %}
    {%- set value = var('segments_' ~ input) | string | trim -%}
    {%- if not value.endswith('/') -%}{{ return(customer_segments.matching_files(value)) }}{%- endif -%}
    {%- if customer_segments.input_kind(input) == 'parquet' -%}
        {{ return(customer_segments.matching_files(value ~ '*.parquet')) }}
    {%- endif -%}
    {%- set files = [] -%}
    {%- for pattern in ['*.csv', '*.tsv', '*.txt', '*.csv.gz'] -%}
        {%- do files.extend(customer_segments.matching_files(value ~ pattern)) -%}
    {%- endfor -%}
    {{ return(files | sort) }}
{% endmacro %}
