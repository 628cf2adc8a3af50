{#-
  The SQL that reads one canonical column of an input, as text; null if an
  optional column is not supplied. A mapping is a column's name or one of these forms:
  {join: [a, b]}, {divide: [a, b]}, {constant: text}, {from_products: true}.
-#}
{% macro mapped_column(input, canonical, columns) %}
    {%- set wanted = customer_segments.wanted_column(input, canonical, columns) -%}
    {%- set absent = 'cast(null as string)' -%}
    {%- if wanted is string -%}
        {%- if columns and wanted | lower not in columns -%}{{ return(absent) }}{%- endif -%}
        {{ return(customer_segments.column_text(wanted, columns)) }}
    {%- endif -%}
    {%- if 'constant' in wanted -%}
        {{ return('cast(' ~ customer_segments.quoted(wanted.constant) ~ ' as string)') }}
    {%- elif 'join' in wanted -%}
        {%- set parts = [] -%}
        {%- for name in wanted.join -%}{%- do parts.append(customer_segments.column_text(name, columns)) -%}{%- endfor -%}
        {{ return(parts | join(" || '-' || ")) }}
    {%- elif 'divide' in wanted -%}
        {%- set above = customer_segments.parse_number('trim(' ~ customer_segments.column_text(wanted.divide[0], columns) ~ ')', input) -%}
        {%- set below = customer_segments.parse_number('trim(' ~ customer_segments.column_text(wanted.divide[1], columns) ~ ')', input) -%}
        {{ return(
            'cast(round(cast(' ~ above ~ ' as double) / nullif(cast('
            ~ below ~ ' as double), 0), 4) as string)'
        ) }}
    {%- endif -%}
    {{ return(absent) }}
{% endmacro %}

{#- One column of the file as text. -#}
{% macro column_text(name, columns) %}
    {%- set real, type = columns[name | lower] if columns and name | lower in columns else (name, '') -%}
    {#- otherwise the text would be in the time zone of the machine -#}
    {%- if type in ['timestamp with time zone', 'timestamptz'] -%}
        {{ return("(cast(timezone('UTC', " ~ customer_segments.quoted_column(real) ~ ") as string) || 'Z')") }}
    {%- endif -%}
    {{ return('cast(' ~ customer_segments.quoted_column(real) ~ ' as string)') }}
{% endmacro %}

{#- The columns of the file that a mapping reads. -#}
{% macro columns_of_mapping(wanted) %}
    {%- if wanted is string -%}{{ return([wanted]) }}{%- endif -%}
    {{ return(wanted.get('join') or wanted.get('divide') or []) }}
{% endmacro %}
