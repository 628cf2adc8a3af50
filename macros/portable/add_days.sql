{#- A date some days later. -#}
{% macro add_days(date, days) %}{{ return(adapter.dispatch('add_days', 'customer_segments')(date, days)) }}{% endmacro %}
{% macro default__add_days(date, days) %}cast({{ date }} + interval ({{ days }}) day as date){% endmacro %}
{% macro spark__add_days(date, days) %}date_add({{ date }}, cast({{ days }} as integer)){% endmacro %}
