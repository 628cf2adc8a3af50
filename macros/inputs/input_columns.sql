{#-
  What an input really holds, as {lower-case name: [name, type]}; empty where it
  cannot be asked: while parsing, before a seed is built, and inside a unit test.
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
    {%- if kind == 'relation' and customer_segments.existing_relation(input) is none -%}{{ return(found) }}{%- endif -%}
    {%- for column in adapter.get_column_schema_from_query('select * from ' ~ relation ~ ' limit 0') -%}
        {%- do found.update({column.name | lower: [column.name, column.dtype | lower]}) -%}
    {%- endfor -%}
    {{ return(found) }}
{% endmacro %}

{#- The table an input names, as the database knows it; none where there is no such table. -#}
{% macro existing_relation(input) %}
    {%- set parts = customer_segments.named_relation(input).replace('"', '').replace('`', '').split('.') -%}
    {{ return(adapter.get_relation(
        database=parts[-3] if parts | length > 2 else target.database,
        schema=parts[-2] if parts | length > 1 else target.schema,
        identifier=parts[-1]
    )) }}
{% endmacro %}

{#- The columns of an input, or of the first of its CSV files. -#}
{% macro first_columns(input) %}
    {%- if execute and customer_segments.input_kind(input) == 'csv' -%}
        {%- for path in customer_segments.input_files(input)[:1] -%}
            {{ return(customer_segments.input_columns(input, customer_segments.csv_header(path))) }}
        {%- endfor -%}
    {%- endif -%}
    {{ return(customer_segments.input_columns(input)) }}
{% endmacro %}

{#- The table an input var names, also where --empty or --sample wraps a ref in a query of fewer rows. -#}
{% macro named_relation(input) %}
    {{ return(modules.re.sub(
        '^(?:[(]select [*] from )+(.+?) where .*$', '\\1', var('segments_' ~ input) | string
    )) }}
{% endmacro %}
