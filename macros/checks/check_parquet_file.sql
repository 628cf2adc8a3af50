{#- Stops the run at a Parquet file that is none, or is cut off. -#}
{% macro check_parquet_file(input, path) %}
    {%- set complaint = customer_segments.parquet_complaint(path) -%}
    {%- if complaint -%}
        {{ customer_segments.stop('segments_' ~ input ~ ': file ' ~ path ~ ' ' ~ complaint ~ '.') }}
    {%- endif -%}
{% endmacro %}

{#-
  What is wrong with a file named .parquet: Parquet begins and ends with the letters PAR1, and
  what its columns are stands at the end. A large file is not read to see how it begins.
-#}
{% macro parquet_complaint(path) %}
    {%- set file = 'read_blob(' ~ customer_segments.quoted(path) ~ ')' -%}
    {%- set size = run_query('select size from ' ~ file).rows[0][0] -%}
    {%- if not size -%}{{ return('is empty; export it again') }}{%- endif -%}
    {%- set start = run_query('select hex(array_slice(content, 1, 4)) from ' ~ file).rows[0][0] | string
        if size < 16000000 else '50415231' -%}
    {%- if start[:4] == '1F8B' -%}
        {{ return('has the name of a Parquet file but is packed (gzip); unpack it') }}
    {%- elif start != '50415231' -%}
        {{ return(
            'has the name of a Parquet file but is none (it does not begin with PAR1); export it again as Parquet, or end the '
            ~ 'name of a CSV file in .csv'
        ) }}
    {%- elif not customer_segments.succeeds(
        'select count(*) from parquet_schema(' ~ customer_segments.quoted(path) ~ ')'
    ) -%}
        {{ return(
            'is cut off or damaged (what Parquet says of its columns at the end cannot be read); send it again'
        ) }}
    {%- endif -%}
{% endmacro %}
