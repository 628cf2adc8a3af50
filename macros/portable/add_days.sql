{#- A date some days later. -#}
{% macro add_days(date, days) %}cast({{ date }} + interval ({{ days }}) day as date){% endmacro %}
