{#- Every column, of one table where it is named, but some, with other values in the place of some. -#}
{% macro all_but(left_out, replaced={}, of=none) %}{{ return(adapter.dispatch('all_but', 'customer_segments')(left_out, replaced, of)) }}{% endmacro %}
{% macro default__all_but(left_out, replaced, of) %}
    {%- set values = [] -%}
    {%- for column, value in replaced.items() -%}{%- do values.append(value ~ ' as ' ~ column) -%}{%- endfor -%}
    {{ return(
        (of ~ '.' if of else '') ~ '* exclude (' ~ left_out | join(', ') ~ ')'
        ~ (' replace (' ~ values | join(', ') ~ ')' if values else '')
    ) }}
{% endmacro %}
{#- The replaced columns come last, so that a union needs the same ones on both sides: see unchanged. -#}
{% macro spark__all_but(left_out, replaced, of) %}
    {%- set values = [(of ~ '.' if of else '') ~ '* except (' ~ (left_out + replaced.keys() | list) | join(', ') ~ ')'] -%}
    {%- for column, value in replaced.items() -%}{%- do values.append(value ~ ' as ' ~ column) -%}{%- endfor -%}
    {{ return(values | join(', ')) }}
{% endmacro %}

{#- Columns with their own values, for the side of a union that replaces none of those that the other side replaces. -#}
{% macro unchanged(columns) %}
    {%- set values = {} -%}
    {%- for column in columns -%}{%- do values.update({column: column}) -%}{%- endfor -%}
    {{ return(values) }}
{% endmacro %}
