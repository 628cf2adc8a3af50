{#-
  The columns of an input, as {lower-case name: [name, type]}; empty if it
  cannot be queried: while parsing, before a seed is built, and inside a unit test.
-#}
{% macro input_columns(input, layout=none) %}
    {%- set found = {} -%}
    {%- set kind = customer_segments.input_kind(input) -%}
    {%- set relation = customer_segments.input_relation(input) -%}
    {%- if layout -%}
        {%- for name in layout.columns -%}
            {%- set filled = name if name else 'column_' ~ loop.index -%}
            {%- do found.update({filled | lower: [filled, 'varchar']}) -%}
        {%- endfor -%}
        {{ return(found) }}
    {%- endif -%}
    {%- if not execute or kind in ['none', 'csv'] or '__dbt__cte__' in relation -%}{{ return(found) }}{%- endif -%}
    {%- if kind == 'relation' and customer_segments.existing_relation(customer_segments.input_source(input)) is none -%}{{ return(found) }}{%- endif -%}
    {%- for column in adapter.get_column_schema_from_query('select * from ' ~ relation ~ ' limit 0') -%}
        {%- do found.update({column.name | lower: [column.name, column.dtype | lower]}) -%}
    {%- endfor -%}
    {{ return(found) }}
{% endmacro %}

{#- The columns of an input, or of the first of its CSV files. -#}
{% macro first_columns(input) %}
    {%- if execute and customer_segments.input_kind(input) == 'csv' -%}
        {%- for path in customer_segments.input_files(input)[:1] -%}
            {{ return(customer_segments.input_columns(input, customer_segments.csv_header(path, input))) }}
        {%- endfor -%}
    {%- endif -%}
    {{ return(customer_segments.input_columns(input)) }}
{% endmacro %}
