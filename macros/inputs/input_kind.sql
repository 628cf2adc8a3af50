{#-
  What an input var points at: 'none', 'csv', 'parquet' or 'relation'. A value that ends in
  / is a folder: of Parquet files if it holds one, otherwise of CSV files.
-#}
{% macro input_kind(input) %}
    {%- set value = var('segments_' ~ input) | string | trim -%}
    {%- if value in ['', 'None'] -%}{{ return('none') }}{%- endif -%}
    {%- if modules.re.search('[.](csv|tsv|txt)([.]gz)?$', value | lower) -%}{{ return('csv') }}{%- endif -%}
    {%- if value | lower | trim is string and (value | lower).endswith('.parquet') -%}{{ return('parquet') }}{%- endif -%}
    {%- if value.endswith('/') -%}
        {%- if not execute -%}{{ return('csv') }}{%- endif -%}
        {{ return('parquet' if customer_segments.matching_files(value ~ '*.parquet') else 'csv') }}
    {%- endif -%}
    {{ return('relation') }}
{% endmacro %}
