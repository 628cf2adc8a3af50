{#- Exponential decay with a half-life in days, to nine digits, so that sums are exact. -#}
{% macro halved(days, half_life) -%}
cast(power(0.5, {{ days }} / cast({{ half_life }} as double)) as decimal(18, 9))
{%- endmacro %}
