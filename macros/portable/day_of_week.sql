{#- The day of the week, 1 for Monday to 7 for Sunday. -#}
{% macro day_of_week(date) %}isodow({{ date }}){% endmacro %}
