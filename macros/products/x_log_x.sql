{#- x times its logarithm, 0 at 0: a term of the likelihood ratio. -#}
{% macro x_log_x(x) -%}
case when {{ x }} > 0 then {{ x }} * ln({{ x }}) else 0 end
{%- endmacro %}
