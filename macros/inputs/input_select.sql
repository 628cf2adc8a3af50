{#-
  The select list of a staging model: every canonical column as text, in order, from an
  input and its mapping. `needed` names the columns that must be there.
-#}
{% macro input_select(input, canonical_columns, needed) -%}
    {%- set columns = customer_segments.input_columns(input) -%}
    {%- for canonical in canonical_columns -%}
        {{ customer_segments.mapped_column(input, canonical, columns, canonical in needed) }} as {{ canonical }}
        {%- if not loop.last %},
        {% endif -%}
    {%- endfor -%}
{%- endmacro %}
