{#- A date some months later, or earlier if the number is negative. -#}
{% macro add_months(date, months) %}{{ return(adapter.dispatch('add_months', 'customer_segments')(date, months)) }}{% endmacro %}
{% macro default__add_months(date, months) %}cast({{ date }} + interval ({{ months }}) month as date){% endmacro %}
{% macro spark__add_months(date, months) %}add_months({{ date }}, cast({{ months }} as integer)){% endmacro %}
