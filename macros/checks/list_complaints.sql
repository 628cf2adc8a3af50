{#-
  Warns of the problems of each file of an input, or of every input, without a build:
  dbt run-operation list_complaints, or with --args '{input: transactions}'.
-#}
{% macro list_complaints(input=none) %}
    {%- set found = [] -%}
    {%- for each in ([input] if input else customer_segments.inputs()) -%}
        {%- set kind = customer_segments.input_kind(each) -%}
        {%- set files = customer_segments.input_files(each) -%}
        {%- for path in files -%}
            {%- set complaint = customer_segments.parquet_complaint(path) if kind == 'parquet'
                else customer_segments.pack_complaint(path) or customer_segments.csv_complaint(path, each) -%}
            {%- if not complaint and kind == 'csv' -%}
                {%- set complaint = customer_segments.layout_columns_complaint(
                    each, dict(customer_segments.csv_header(path, each), files=[path])
                ) -%}
            {%- endif -%}
            {%- if complaint -%}{%- do found.append('file ' ~ path ~ ': ' ~ complaint) -%}{%- endif -%}
        {%- else -%}
            {%- if kind in ['csv', 'parquet'] -%}
                {%- do found.append(customer_segments.input_label(each) ~ ': no file matches ' ~ customer_segments.input_source(each)
                    ~ ('' if customer_segments.input_source(each).startswith('/') else ' from the project\'s folder, where relative paths begin')) -%}
            {%- endif -%}
        {%- endfor -%}
        {%- if kind != 'csv' and not found -%}
            {%- do found.extend(customer_segments.input_column_complaints(each, kind) | select | list) -%}
        {%- endif -%}
    {%- endfor -%}
    {%- for complaint in found -%}{%- do exceptions.warn(complaint) -%}{%- endfor -%}
    {%- if not found -%}{%- do log('Nothing to complain of.', info=true) -%}{%- endif -%}
{% endmacro %}
