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
            (customer_segments.file_label(input) if kind in ['csv', 'parquet'] else 'cast(null as string)')
            ~ ' as source_file'
        ) -%}
        {%- do parts.append(('segments_malformed_row' if layout and layout.is_by_lines else 'cast(null as string)') ~ ' as malformed_row') -%}
        {%- do parts.append('cast(null as bigint) as malformed_line') -%}
        {%- do parts.append(
            (customer_segments.repeats_header(input, canonical_columns, layout) if layout else 'false')
            ~ ' as is_repeated_header'
        ) -%}
        {%- if input == 'transactions' -%}
            {%- do parts.append(('cast(null as string)' if nothing else customer_segments.unmapped_hash(input, columns)) ~ ' as unmapped_hash') -%}
        {%- endif -%}
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

{#-
  A hash of the columns that no mapping reads, null if there is none: lines that differ in
  them, such as in a size or a number of the line, are lines of their own.
-#}
{% macro unmapped_hash(input, columns) %}
    {%- set read = ['segments_source_file'] -%}
    {%- for canonical in customer_segments.canonical_columns(input) -%}
        {%- for name in customer_segments.columns_of_mapping(customer_segments.wanted_column(input, canonical, columns)) -%}
            {%- do read.append(name | lower) -%}
        {%- endfor -%}
    {%- endfor -%}
    {%- set others = [] -%}
    {%- for name in columns if name not in read -%}
        {%- do others.append("coalesce(" ~ customer_segments.column_text(name, columns) ~ ", '')") -%}
    {%- endfor -%}
    {{ return("md5(concat_ws('|', " ~ others | join(', ') ~ '))' if others else 'cast(null as string)') }}
{% endmacro %}

{#- A column's name as a quoted identifier. -#}
{% macro quoted_column(name) %}{{ return(adapter.quote(name | replace('"', '""'))) }}{% endmacro %}

{#- CSV files are read once into a table, because rejects must be kept; other inputs are views. -#}
{% macro raw_materialization(input) %}
    {{ return('table' if customer_segments.input_kind(input) == 'csv' else 'view') }}
{% endmacro %}
