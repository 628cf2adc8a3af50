{#-
  One select per layout of an input, combined by union all: every canonical column as text,
  the file, the row if it could not be split into columns, and whether it repeats the header.
-#}
{% macro raw_rows(input) %}
    {%- set canonical_columns = customer_segments.canonical_columns(input) -%}
    {%- set kind = customer_segments.input_kind(input) -%}
    {%- set layouts = customer_segments.csv_layouts(input) if kind == 'csv' else [none] -%}
    {%- set selects = [] -%}
    {%- for layout in layouts or [none] -%}
        {%- set columns = customer_segments.input_columns(input, layout) -%}
        {%- set nothing = kind == 'none' or (kind == 'csv' and not layout) -%}
        {%- set parts = [] -%}
        {%- for canonical in canonical_columns -%}
            {%- do parts.append(
                ('cast(null as string)' if nothing
                else customer_segments.mapped_column(input, canonical, columns)) ~ ' as ' ~ canonical
            ) -%}
        {%- endfor -%}
        {%- do parts.append(
            ('parse_filename(segments_source_file)' if kind in ['csv', 'parquet'] else 'cast(null as string)')
            ~ ' as source_file'
        ) -%}
        {%- do parts.append('cast(null as string) as malformed_row') -%}
        {%- do parts.append('cast(null as bigint) as malformed_line') -%}
        {%- do parts.append(
            (customer_segments.repeats_header(input, canonical_columns, layout) if layout else 'false')
            ~ ' as is_repeated_header'
        ) -%}
        {%- set source = '(select 1 as absent) as absent' if nothing
            else customer_segments.read_csv_files(layout, 'segments_' ~ input, input) if layout
            else customer_segments.input_relation(input) -%}
        {%- if customer_segments.numbers_rows(input) and not nothing -%}
            {%- set source = customer_segments.numbered_rows(source, input) -%}
        {%- endif -%}
        {%- set source = 'from ' ~ source ~ (' where 1 = 0' if nothing else '') -%}
        {%- do selects.append('select\n    ' ~ parts | join(',\n    ') ~ '\n' ~ source) -%}
    {%- endfor -%}
    {{ return(selects | join('\nunion all\n')) }}
{% endmacro %}

{#- True if a row repeats the names of the header. -#}
{% macro repeats_header(input, canonical_columns, layout) %}
    {%- set columns = customer_segments.input_columns(input, layout) -%}
    {%- set names = layout.columns | map('lower') | list -%}
    {%- set tests = [] -%}
    {%- for canonical in canonical_columns -%}
        {%- set wanted = customer_segments.wanted_column(input, canonical, columns) -%}
        {%- if wanted is string and wanted | lower in names -%}
            {%- set name = layout.columns[names.index(wanted | lower)] -%}
            {%- do tests.append(
                'trim(' ~ customer_segments.quoted_column(name) ~ ') = ' ~ customer_segments.quoted(name)
            ) -%}
        {%- endif -%}
    {%- endfor -%}
    {{ return('coalesce(' ~ tests[:4] | join(' and ') ~ ', false)' if tests | length > 1 else 'false') }}
{% endmacro %}

{#- A column's name as a quoted identifier. -#}
{% macro quoted_column(name) %}{{ return(adapter.quote(name | replace('"', '""'))) }}{% endmacro %}

{#- CSV files are read once into a table, because rejects must be kept; other inputs are views. -#}
{% macro raw_materialization(input) %}
    {{ return('table' if customer_segments.input_kind(input) == 'csv' else 'view') }}
{% endmacro %}
