{#-
  The SQL that takes one canonical column from an input, as text; null where an
  optional column is not supplied. A column that is needed, or that the mapping names,
  and that is not there ends the build in one sentence.
-#}
{% macro mapped_column(input, canonical, columns, needed=false) %}
    {%- set mapping = var('segments_' ~ input ~ '_columns') or {} -%}
    {%- set wanted = mapping.get(canonical, canonical) -%}
    {%- set absent = 'cast(null as ' ~ dbt.type_string() ~ ')' -%}
    {%- if customer_segments.input_kind(input) == 'none' -%}{{ return(absent) }}{%- endif -%}
    {%- if columns and wanted | lower not in columns -%}
        {%- if needed or canonical in mapping -%}
            {%- set near = customer_segments.nearest_name(wanted, columns.keys()) -%}
            {{ exceptions.raise_compiler_error(
                "Column '" ~ wanted ~ "' is not in segments_" ~ input
                ~ "; set segments_" ~ input ~ "_columns: {" ~ canonical ~ ": <your column>}"
                ~ (", perhaps '" ~ columns[near][0] ~ "'" if near else "")
                ~ " (it has: " ~ columns.values() | map('first') | join(', ') ~ ")."
            ) }}
        {%- endif -%}
        {{ return(absent) }}
    {%- endif -%}
    {%- set column = adapter.quote(columns[wanted | lower][0] if columns else wanted) -%}
    {{ return('cast(' ~ column ~ ' as ' ~ dbt.type_string() ~ ')') }}
{% endmacro %}
