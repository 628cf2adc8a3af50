{#- What is left of one after some days when it halves every so many; exact to nine digits, so that sums are. -#}
{% macro halved(days, half_life) -%}
cast(power(0.5, {{ days }} / cast({{ half_life }} as {{ customer_segments.type_double() }})) as decimal(18, 9))
{%- endmacro %}
