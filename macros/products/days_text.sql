{#- A number of days as text: 1 day, 2 days. -#}
{% macro days_text(days) -%}
cast({{ days }} as string) || case when {{ days }} = 1 then ' day' else ' days' end
{%- endmacro %}
