{#- Stops the run, before anything is built, at the first input that cannot be read as asked. -#}
{% macro check_inputs() %}
    {%- for input in customer_segments.inputs() -%}
        {%- do customer_segments.check_mapping(input) -%}
        {%- set kind = customer_segments.input_kind(input) -%}
        {%- if execute and kind in ['csv', 'parquet'] -%}
            {%- do customer_segments.check_path(input) -%}
            {%- set files = customer_segments.input_files(input) -%}
            {%- if not files -%}{%- do customer_segments.refuse_missing_file(input) -%}{%- endif -%}
            {%- if kind == 'csv' -%}
                {%- for path in files -%}
                    {%- do customer_segments.check_pack(input, path) -%}
                    {%- do customer_segments.check_csv_file(input, path) -%}
                {%- endfor -%}
                {%- for layout in customer_segments.csv_layouts(input) -%}
                    {%- do customer_segments.check_columns(
                        input, customer_segments.input_columns(input, layout), 'file ' ~ layout.files[0], layout.columns
                    ) -%}
                {%- endfor -%}
                {%- do customer_segments.check_layouts_agree(input) -%}
            {%- else -%}
                {%- for path in files -%}
                    {%- do customer_segments.check_parquet_file(input, path) -%}
                {%- endfor -%}
                {%- do customer_segments.check_columns(
                    input, customer_segments.input_columns(input), 'file ' ~ files[0]
                ) -%}
            {%- endif -%}
        {%- elif execute and kind == 'relation' -%}
            {%- do customer_segments.check_relation(input) -%}
        {%- endif -%}
    {%- endfor -%}
{% endmacro %}

{#- A table that is there holds the columns; one that is not there is to be built in this run. -#}
{% macro check_relation(input) %}
    {%- set value = customer_segments.named_relation(input) -%}
    {%- if not modules.re.fullmatch('["`]?[\\w -]+["`]?([.]["`]?[\\w -]+["`]?){0,2}', value) -%}
        {%- do customer_segments.refuse(
            'segments_' ~ input, value,
            'a file or glob that ends in .parquet or .csv, a folder that ends in /, a table name, or a ref or source'
        ) -%}
    {%- endif -%}
    {%- if customer_segments.existing_relation(input) is not none -%}
        {%- do customer_segments.check_columns(input, customer_segments.input_columns(input), value) -%}
    {%- elif value not in graph.nodes.values() | map(attribute='relation_name') | list
        and value not in graph.sources.values() | map(attribute='relation_name') | list -%}
        {%- do customer_segments.refuse(
            'segments_' ~ input, value ~ ', which is no table of the database',
            'a table that exists, or a file or glob that ends in .parquet or .csv'
        ) -%}
    {%- endif -%}
{% endmacro %}

{#- Every needed and every mapped column is there, and no name stands twice. -#}
{% macro check_columns(input, columns, where, header=none) %}
    {%- set complaint = customer_segments.column_complaint(input, columns, where, header) -%}
    {%- if complaint -%}{{ customer_segments.stop(complaint) }}{%- endif -%}
{% endmacro %}

{#- What is wrong with the columns of an input; none where nothing is. -#}
{% macro column_complaint(input, columns, where, header=none) %}
    {%- set mapping = var('segments_' ~ input ~ '_columns') or {} -%}
    {%- set seen = [] -%}
    {%- for name in header or [] -%}
        {%- if name and name | lower in seen -%}
            {{ return(
                "segments_" ~ input ~ ": " ~ where ~ ", line 1: the column '" ~ name
                ~ "' stands twice in the header; rename one of them in the file."
            ) }}
        {%- endif -%}
        {%- do seen.append(name | lower) -%}
    {%- endfor -%}
    {%- for canonical in customer_segments.canonical_columns(input) -%}
        {%- set is_wanted = canonical in customer_segments.needed_columns(input) or canonical in mapping -%}
        {%- for name in customer_segments.columns_of_mapping(
            customer_segments.wanted_column(input, canonical, columns)
        ) if is_wanted -%}
            {%- if name | lower not in columns -%}
                {%- set near = customer_segments.nearest_name(name, columns.keys(), 0.3) -%}
                {#- a line of values in place of the header may hold what is private -#}
                {%- if modules.re.search('[0-9]{3}|@', columns.keys() | join(' ')) and header -%}
                    {{ return(
                        "Column '" ~ name ~ "' is not in segments_" ~ input ~ " (" ~ where ~ "); line 1 must be the header, but "
                        ~ ("looks like a title; delete what stands above the header" if header | length == 1 else
                        "has " ~ header | length ~ " columns that look like values; add the header, or set segments_" ~ input
                        ~ "_columns: {" ~ canonical ~ ": <your column>}") ~ "."
                    ) }}
                {%- endif -%}
                {{ return(
                    "Column '" ~ name ~ "' is not in segments_" ~ input ~ " (" ~ where ~ "); set segments_" ~ input
                    ~ "_columns: {" ~ canonical ~ ": <your column>}" ~ (", perhaps '" ~ columns[near][0] ~ "'" if near else "")
                    ~ ("; line 1 must be the header, and it has: " if header else "; it has: ")
                    ~ (columns.values() | map('first') | reject('equalto', 'segments_source_file') | join(', '))[:300] ~ "."
                ) }}
            {%- endif -%}
        {%- endfor -%}
    {%- endfor -%}
{% endmacro %}

{#- Files of one input hold the same of the columns that are read. -#}
{% macro check_layouts_agree(input) %}
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
            {{ customer_segments.stop(
                "segments_" ~ input ~ ": file " ~ layout.files[0] ~ ", line 1, and file " ~ first.path
                ~ " do not have the same columns (" ~ differing | join(', ')
                ~ " in one only); export them alike, or read them one at a time."
            ) }}
        {%- endif -%}
    {%- endfor -%}
{% endmacro %}

{#- A mapping names canonical columns, and each is a name or one of the known forms. -#}
{% macro check_mapping(input) %}
    {%- set name = 'segments_' ~ input ~ '_columns' -%}
    {%- set mapping = var(name) or {} -%}
    {%- set known = customer_segments.canonical_columns(input) -%}
    {%- if mapping is not mapping -%}
        {%- do customer_segments.refuse(name, mapping, 'a list of canonical name: your name') -%}
    {%- endif -%}
    {%- for canonical, wanted in mapping.items() -%}
        {%- if canonical not in known -%}
            {%- set near = customer_segments.nearest_name(canonical, known) -%}
            {%- do customer_segments.refuse(
                name ~ '.' ~ canonical, 'no canonical column', 'one of ' ~ known | join(', ')
                ~ (', perhaps ' ~ near if near else '')
            ) -%}
        {%- endif -%}
        {%- set forms = {'join': 6, 'divide': 2} -%}
        {%- set form = wanted.keys() | first if wanted is mapping and wanted | length == 1 else none -%}
        {%- set columns = wanted[form] if form in forms else none -%}
        {%- if not (
            (wanted is string and wanted | trim)
            or (form in forms and columns is sequence and columns is not string
                and 2 <= columns | length <= forms[form] and columns | select('string') | list | length == columns | length)
            or (form == 'constant' and (wanted[form] is string or wanted[form] is number))
            or (form == 'from_products' and input == 'transactions' and canonical == 'unit_price')
        ) -%}
            {%- do customer_segments.refuse(
                name ~ '.' ~ canonical, wanted,
                'a column, {join: [columns]}, {divide: [column, column]}, {constant: text} or, for unit_price, {from_products: true}'
            ) -%}
        {%- endif -%}
    {%- endfor -%}
{% endmacro %}
