{#-
  Warns of the problems of each file of an input, without a build:
  dbt run-operation list_complaints --args '{input: transactions}'.
-#}
{% macro list_complaints(input) %}
    {%- for path in customer_segments.input_files(input) -%}
        {%- set complaint = customer_segments.csv_complaint(path, input) -%}
        {%- if not complaint -%}
            {%- set complaint = customer_segments.column_complaint(
                input, customer_segments.input_columns(input, customer_segments.csv_header(path, input)), 'file ' ~ path,
                customer_segments.csv_header(path, input).columns
            ) -%}
        {%- endif -%}
        {%- if complaint -%}{%- do exceptions.warn('file ' ~ path ~ ': ' ~ complaint) -%}{%- endif -%}
    {%- endfor -%}
{% endmacro %}
