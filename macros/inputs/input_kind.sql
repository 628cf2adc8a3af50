{#-
  What an input var points at: 'none', 'file' or 'relation'.
  A value that ends in .parquet or .csv is a file or a glob of files.
-#}
{% macro input_kind(input) %}
    {%- set value = var('segments_' ~ input) -%}
    {%- if value is none or value | string | trim == '' -%}{{ return('none') }}{%- endif -%}
    {%- if (value | string).endswith('.parquet') or (value | string).endswith('.csv') -%}
        {{ return('file') }}
    {%- endif -%}
    {{ return('relation') }}
{% endmacro %}
