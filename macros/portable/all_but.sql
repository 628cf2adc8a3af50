{#- Every column, of one table where it is named, but some, with other values in the place of some. -#}
{% macro all_but(left_out, replaced={}, of=none) %}
    {%- set values = [] -%}
    {%- for column, value in replaced.items() -%}{%- do values.append(value ~ ' as ' ~ column) -%}{%- endfor -%}
    {{ return(
        (of ~ '.' if of else '') ~ '* exclude (' ~ left_out | join(', ') ~ ')'
        ~ (' replace (' ~ values | join(', ') ~ ')' if values else '')
    ) }}
{% endmacro %}
