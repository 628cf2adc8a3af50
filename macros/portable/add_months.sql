{#- A date some months later, or earlier if the number is negative. -#}
{% macro add_months(date, months) %}cast({{ date }} + interval ({{ months }}) month as date){% endmacro %}
