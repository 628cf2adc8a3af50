{#-
  What an input really holds, as {lower-case name: [name, type]}; empty where it
  cannot be asked: while parsing, before a seed is built, and inside a unit test.
-#}
{% macro input_columns(input) %}
    {%- set found = {} -%}
    {%- set kind = customer_segments.input_kind(input) -%}
    {%- set relation = customer_segments.input_relation(input) | string -%}
    {%- if not execute or kind == 'none' or '__dbt__cte__' in relation -%}
        {{ return(found) }}
    {%- endif -%}
    {%- if kind == 'relation' -%}
        {%- set parts = relation.replace('"', '').replace('`', '').split('.') -%}
        {%- set known = adapter.get_relation(
            database=parts[-3] if parts | length > 2 else target.database,
            schema=parts[-2] if parts | length > 1 else target.schema,
            identifier=parts[-1]
        ) -%}
        {%- if known is none -%}{{ return(found) }}{%- endif -%}
    {%- endif -%}
    {%- for column in adapter.get_column_schema_from_query('select * from ' ~ relation ~ ' limit 0') -%}
        {%- do found.update({column.name | lower: [column.name, column.dtype | lower]}) -%}
    {%- endfor -%}
    {{ return(found) }}
{% endmacro %}
