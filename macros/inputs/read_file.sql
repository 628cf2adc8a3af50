{#- Reads a Parquet or CSV file or a glob of them; a CSV arrives with every column as text. -#}
{% macro read_file(path) %}{{ return(adapter.dispatch('read_file', 'customer_segments')(path)) }}{% endmacro %}

{% macro default__read_file(path) %}
    {%- if "'" in path -%}
        {{ exceptions.raise_compiler_error("The input path " ~ path ~ " contains a quote; rename the file or the folder.") }}
    {%- endif -%}
    {%- if path.endswith('.parquet') -%}
        {{ return("read_parquet('" ~ path ~ "', filename = 'segments_source_file')") }}
    {%- endif -%}
    {{ return("read_csv('" ~ path ~ "', all_varchar = true, header = true, filename = 'segments_source_file')") }}
{% endmacro %}
