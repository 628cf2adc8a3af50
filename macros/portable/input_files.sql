{#- The text after `from` that reads Parquet files, with the file of each row in segments_source_file. -#}
{% macro parquet_rows(paths) %}{{ return(adapter.dispatch('parquet_rows', 'customer_segments')(paths)) }}{% endmacro %}
{% macro default__parquet_rows(paths) %}
    {%- set quoted = [] -%}
    {%- for path in paths -%}{%- do quoted.append(customer_segments.quoted(path)) -%}{%- endfor -%}
    {{ return("read_parquet([" ~ quoted | join(', ') ~ "], filename = 'segments_source_file')") }}
{% endmacro %}
{% macro spark__parquet_rows(paths) %}
    {#- Spark takes a path that begins with a brace as one of the working directory -#}
    {%- set root = '/' if paths | first and (paths | first).startswith('/') else '' -%}
    {%- set inner = [] -%}
    {%- for path in paths -%}{%- do inner.append(path[root | length:]) -%}{%- endfor -%}
    {%- set place = '`' ~ (paths | first if paths | length == 1 else root ~ '{' ~ inner | join(',') ~ '}') ~ '`' -%}
    {{ return('(select *, _metadata.file_path as segments_source_file from parquet.' ~ place ~ ') as parquet_rows') }}
{% endmacro %}

{#- The files that match a pattern, in order of their names. -#}
{% macro files_of_pattern(pattern) %}{{ return(adapter.dispatch('files_of_pattern', 'customer_segments')(pattern)) }}{% endmacro %}
{% macro default__files_of_pattern(pattern) %}
    {%- set found = run_query('select file from glob(' ~ customer_segments.quoted(pattern) ~ ') order by file') -%}
    {{ return(found.columns[0].values() | list) }}
{% endmacro %}
{#- dbt looks itself, as in real_path -#}
{% macro spark__files_of_pattern(pattern) %}
    {%- set files = [] -%}
    {%- set given = builtins.ref.config.args -%}
    {%- for folder in [given.PROJECT_DIR, given.PROFILES_DIR, given.LOG_PATH] if folder and folder.joinpath is defined -%}
        {%- if loop.first -%}
            {%- for file in folder.joinpath('/').glob(pattern[1:]) -%}{%- do files.append(file | string) -%}{%- endfor -%}
        {%- endif -%}
    {%- endfor -%}
    {{ return(files | sort) }}
{% endmacro %}

{#- Whether the engine reads CSV files. -#}
{% macro reads_csv() %}{{ return(adapter.dispatch('reads_csv', 'customer_segments')()) }}{% endmacro %}
{% macro default__reads_csv() %}{{ return(true) }}{% endmacro %}
{% macro spark__reads_csv() %}{{ return(false) }}{% endmacro %}
