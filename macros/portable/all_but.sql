{#- Every column but some, with other values in the place of some. -#}
{% macro all_but(left_out, replaced={}) %}
    {%- set values = [] -%}
    {%- for column, value in replaced.items() -%}{%- do values.append(value ~ ' as ' ~ column) -%}{%- endfor -%}
    {{ return(
        '* exclude (' ~ left_out | join(', ') ~ ')' ~ (' replace (' ~ values | join(', ') ~ ')' if values else '')
    ) }}
{% endmacro %}
