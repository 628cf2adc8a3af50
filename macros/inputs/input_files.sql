{#- The files of an input, in order of their names; none for one that is no files. kind: where it is known already. -#}
{% macro input_files(input, kind=none) %}
    {%- set files = [] -%}
    {%- for pattern in customer_segments.input_patterns(input, kind) -%}
        {%- do files.extend(customer_segments.matching_files(pattern, customer_segments.input_label(input))) -%}
    {%- endfor -%}
    {{ return(files | sort) }}
{% endmacro %}

{#- The patterns of the files of an input, as paths from the root. -#}
{% macro input_patterns(input, kind=none) %}
    {%- set source = customer_segments.input_source(input) -%}
    {%- set kind = kind or customer_segments.input_kind(input) -%}
    {%- if not source or kind not in ['csv', 'parquet'] -%}{{ return([]) }}{%- endif -%}
    {%- set path = customer_segments.plain_path(source) -%}
    {%- if not source.endswith('/') -%}{{ return([path]) }}{%- endif -%}
    {%- set patterns = [] -%}
    {%- set endings = ['*.parquet'] if kind == 'parquet' else ['*.csv', '*.tsv', '*.txt', '*.csv.gz'] -%}
    {%- for ending in endings -%}
        {%- do patterns.append(path ~ '/' ~ ending) -%}
    {%- endfor -%}
    {{ return(patterns) }}
{% endmacro %}

{#-
  The files that match a pattern, in order of their names. Every file that a setting names is looked
  up here, so here it is refused where it, or what a link leads to, lies outside the folders that may be read.
-#}
{% macro matching_files(pattern, name) %}
    {%- if not execute -%}{{ return([]) }}{%- endif -%}
    {%- do customer_segments.check_path(name, pattern) -%}
    {%- set files = customer_segments.files_of_pattern(pattern) -%}
    {%- for file in files -%}{%- do customer_segments.check_path(name, file) -%}{%- endfor -%}
    {{ return(files) }}
{% endmacro %}

{#- The CSV files of an input, grouped by layout: each group is read by one scan. -#}
{% macro csv_layouts(input) %}
    {%- set layouts = {} -%}
    {%- for path in customer_segments.input_files(input) -%}
        {%- set header = customer_segments.csv_header(path, input) -%}
        {%- set key = header.delimiter ~ header.skip ~ header.is_cp1252 ~ header.columns | join('\x1f') -%}
        {%- if key not in layouts -%}{%- do layouts.update({key: dict(header, files=[])}) -%}{%- endif -%}
        {%- do layouts[key]['files'].append(path) -%}
    {%- endfor -%}
    {{ return(layouts.values() | list) }}
{% endmacro %}
