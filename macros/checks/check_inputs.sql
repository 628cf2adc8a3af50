{#-
  Stops the run before the build at the first input that cannot be read as set. A run
  that builds nothing of this package is left alone.
-#}
{% macro check_inputs() %}
    {%- set ours = [] -%}
    {%- for node in selected_resources or [] if '.customer_segments.' in node -%}{%- do ours.append(node) -%}{%- endfor -%}
    {%- if ours or not execute -%}
        {%- for input in customer_segments.inputs() + ['rfm_grid'] + customer_segments.previous_tables().keys() | list -%}
            {%- set label = customer_segments.input_label(input) -%}
            {%- set kind = 'none' if input == 'rfm_grid' and var('segments_rfm_grid') in customer_segments.shipped_rfm_grids()
                else customer_segments.input_kind(input) -%}
            {%- if execute and kind == 'csv' and not customer_segments.reads_csv() -%}
                {%- do customer_segments.refuse(
                    label, customer_segments.input_source(input) ~ ', and CSV files are read on DuckDB only',
                    'a file that ends in .parquet or a table'
                ) -%}
            {%- endif -%}
            {%- if execute and kind in ['csv', 'parquet'] -%}
                {%- set files = customer_segments.input_files(input) -%}
                {%- if not files -%}{%- do customer_segments.refuse_missing_file(input) -%}{%- endif -%}
                {%- for path in files -%}
                    {%- set complaint = customer_segments.parquet_complaint(path) if kind == 'parquet'
                        else customer_segments.pack_complaint(path) or customer_segments.csv_complaint(path, input) -%}
                    {%- if complaint -%}{%- do customer_segments.stop(label ~ ': file ' ~ path ~ ' ' ~ complaint ~ '.') -%}{%- endif -%}
                {%- endfor -%}
            {%- endif -%}
            {%- if execute and input in customer_segments.inputs() -%}
                {%- do customer_segments.check_input_columns(input, kind) -%}
            {%- elif execute and kind == 'none' and input in ['previous_customers', 'previous_registry'] -%}
                {%- if var('segments_previous_schema') -%}
                    {%- do customer_segments.refuse(
                        label, var('segments_previous_schema') ~ ', which does not hold ' ~ customer_segments.previous_tables()[input],
                        'a schema that dbt run-operation keep_build wrote, or null'
                    ) -%}
                {%- endif -%}
            {%- endif -%}
        {%- endfor -%}
    {%- endif -%}
{% endmacro %}

{#- Stops the run at the first complaint; a missing table is to be built in this run. -#}
{% macro check_input_columns(input, kind) %}
    {%- for complaint in customer_segments.input_column_complaints(input, kind) if complaint -%}
        {%- do customer_segments.stop(complaint) -%}
    {%- endfor -%}
    {%- set relation = customer_segments.named_relation(customer_segments.input_source(input)) if kind == 'relation' -%}
    {%- if kind == 'relation' and customer_segments.existing_relation(relation) is none
        and relation not in graph.nodes.values() | map(attribute='relation_name') | list
        and relation not in graph.sources.values() | map(attribute='relation_name') | list -%}
        {%- do customer_segments.refuse(
            'segments_inputs.' ~ input ~ '.from', relation ~ ', which is no table of the database',
            'a table that exists, or a file or glob that ends in .parquet or .csv'
        ) -%}
    {%- endif -%}
{% endmacro %}

{#- What is wrong with the columns of an input: they are those that are needed, in every file. -#}
{% macro input_column_complaints(input, kind) %}
    {%- set complaints = [] -%}
    {%- if kind == 'csv' -%}
        {%- for layout in customer_segments.csv_layouts(input) -%}
            {%- do complaints.append(customer_segments.layout_columns_complaint(input, layout)) -%}
        {%- endfor -%}
        {%- do complaints.append(customer_segments.layout_complaint(input)) -%}
    {%- elif kind == 'parquet' -%}
        {%- set path = customer_segments.input_files(input)[0] -%}
        {%- do complaints.append(customer_segments.column_complaint(
            input, customer_segments.input_columns(input), 'file ' ~ path,
            customer_segments.parquet_rows([path])
        )) -%}
    {%- elif kind == 'relation' -%}
        {%- set relation = customer_segments.named_relation(customer_segments.input_source(input)) -%}
        {%- if customer_segments.existing_relation(relation) is not none -%}
            {%- do complaints.append(customer_segments.column_complaint(
                input, customer_segments.input_columns(input), relation, relation
            )) -%}
        {%- endif -%}
    {%- endif -%}
    {{ return(complaints) }}
{% endmacro %}

{#- What is wrong with the header of a CSV file. -#}
{% macro layout_columns_complaint(input, layout) %}
    {%- set columns = customer_segments.input_columns(input, layout) -%}
    {%- set delimiter = customer_segments.input_setting(input, 'delimiter') -%}
    {%- if delimiter and layout.columns | length == 1 -%}
        {%- for other in [',', ';', '\t', '|'] if other in layout.columns[0] -%}
            {{ return(
                'segments_inputs.' ~ input ~ ".delimiter is '" ~ delimiter ~ "', which line 1 of file " ~ layout.files[0]
                ~ " does not contain; it is separated by '" ~ (other if other != '\t' else '\\t') ~ "', so remove the setting or correct it."
            ) }}
        {%- endfor -%}
    {%- endif -%}
    {{ return(customer_segments.column_complaint(
        input, columns, 'file ' ~ layout.files[0],
        'read_csv(' ~ customer_segments.quoted(layout.files[0]) ~ ', all_varchar = true, header = false, ignore_errors = true, '
        ~ 'null_padding = true, strict_mode = false, skip = ' ~ (layout.skip + 1)
        ~ ', names = [' ~ customer_segments.quoted_list(columns.values() | map('first') | map('replace', "'", "''") | list)
        ~ '], delim = ' ~ customer_segments.quoted(layout.delimiter)
        ~ ", encoding = '" ~ customer_segments.input_setting(input, 'encoding') ~ "')",
        layout.columns
    )) }}
{% endmacro %}

{#- The problem with the columns of an input, or none; source: what its values are read from. -#}
{% macro column_complaint(input, columns, where, source, header=none) %}
    {%- set mapping = customer_segments.input_setting(input, 'columns') -%}
    {%- set seen = [] -%}
    {%- for name in header or [] -%}
        {%- if name and name | lower in seen -%}
            {{ return(
                "segments_inputs." ~ input ~ ": " ~ where ~ ", line 1: the column '" ~ name
                ~ "' stands twice in the header; rename one of them in the file."
            ) }}
        {%- endif -%}
        {%- do seen.append(name | lower) -%}
    {%- endfor -%}
    {%- for canonical in customer_segments.canonical_columns(input) -%}
        {%- set is_wanted = canonical in customer_segments.needed_columns(input, columns) or canonical in mapping -%}
        {%- for name in customer_segments.columns_of_mapping(
            customer_segments.wanted_column(input, canonical, columns)
        ) if is_wanted -%}
            {%- if name | lower not in columns -%}
                {#- a line of values in place of the header may hold personal data -#}
                {%- if modules.re.search('[0-9]{3}|@', columns.keys() | join(' ')) and header -%}
                    {{ return(
                        "Column '" ~ name ~ "' is not in segments_inputs." ~ input ~ " (" ~ where ~ "); line 1 must be the header, but "
                        ~ ("looks like a title; delete what stands above the header" if header | length == 1 else
                        "has " ~ header | length ~ " columns that look like values; add the header, or set segments_inputs." ~ input
                        ~ ".columns: {" ~ canonical ~ ": <your column>}") ~ "."
                    ) }}
                {%- endif -%}
                {%- set near = customer_segments.fitting_column(input, canonical, name, columns, source) -%}
                {{ return(
                    "Column '" ~ name ~ "' is not in segments_inputs." ~ input ~ " (" ~ where ~ "); set segments_inputs." ~ input
                    ~ ".columns: {" ~ canonical ~ ": <your column>}"
                    ~ (" or {line_amount: <your column>}" if canonical == 'unit_price' and canonical not in mapping and input == 'transactions' else "")
                    ~ (", perhaps '" ~ near ~ "'" if near else "")
                    ~ ("; line 1 must be the header, and it has: " if header else "; it has: ")
                    ~ (columns.values() | map('first') | reject('equalto', 'segments_source_file') | join(', '))[:300] ~ "."
                ) }}
            {%- endif -%}
        {%- endfor -%}
    {%- endfor -%}
{% endmacro %}

{#- What is wrong where files of one input do not hold the same of the columns that are read. -#}
{% macro layout_complaint(input) %}
    {%- set first = namespace(held=none, path=none) -%}
    {%- for layout in customer_segments.csv_layouts(input) -%}
        {%- set columns = customer_segments.input_columns(input, layout) -%}
        {%- set held = [] -%}
        {%- for canonical in customer_segments.canonical_columns(input) -%}
            {%- set wanted = customer_segments.wanted_column(input, canonical, columns) -%}
            {%- if wanted is string and wanted | lower in columns -%}{%- do held.append(wanted | lower) -%}{%- endif -%}
        {%- endfor -%}
        {%- if first.held is none -%}
            {%- set first.held = held -%}{%- set first.path = layout.files[0] -%}
        {%- elif held != first.held -%}
            {%- set differing = (held | reject('in', first.held) | list) + (first.held | reject('in', held) | list) -%}
            {{ return(
                "segments_inputs." ~ input ~ ": file " ~ layout.files[0] ~ ", line 1, and file " ~ first.path
                ~ " do not have the same columns (" ~ differing | join(', ')
                ~ " in one only); export them alike, or read them one at a time."
            ) }}
        {%- endif -%}
    {%- endfor -%}
{% endmacro %}
