{#- Whole days from one date to a later one. -#}
{% macro days_between(first_date, second_date) %}date_diff('day', {{ first_date }}, {{ second_date }}){% endmacro %}
