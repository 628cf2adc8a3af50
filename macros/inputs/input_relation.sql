{#- The text after `from` that reads an input that is not CSV. -#}
{% macro input_relation(input) %}
    {%- if customer_segments.input_kind(input) == 'parquet' -%}
        {{ return(customer_segments.read_parquet_files(customer_segments.input_files(input))) }}
    {%- endif -%}
    {{ return(var('segments_' ~ input) | string) }}
{% endmacro %}

{#- Parquet files, with the file of each row in segments_source_file. -#}
{% macro read_parquet_files(files) %}{{ return(adapter.dispatch('read_parquet_files', 'customer_segments')(files)) }}{% endmacro %}

{% macro default__read_parquet_files(files) %}
    {%- set paths = [] -%}
    {%- for path in files -%}{%- do paths.append(customer_segments.quoted(path)) -%}{%- endfor -%}
    {{ return("read_parquet([" ~ paths | join(', ') ~ "], filename = 'segments_source_file')") }}
{% endmacro %}
