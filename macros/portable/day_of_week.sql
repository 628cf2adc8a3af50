{#- The day of the week, 1 for Monday to 7 for Sunday. -#}
{% macro day_of_week(date) %}{{ return(adapter.dispatch('day_of_week', 'customer_segments')(date)) }}{% endmacro %}
{% macro default__day_of_week(date) %}isodow({{ date }}){% endmacro %}
{% macro spark__day_of_week(date) %}(weekday({{ date }}) + 1){% endmacro %}
