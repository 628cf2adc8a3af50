{#- A 64-bit float: dbt.type_float() is 32-bit on DuckDB. -#}
{% macro type_double() %}{{ return(adapter.dispatch('type_double', 'customer_segments')()) }}{% endmacro %}
{% macro default__type_double() %}double{% endmacro %}
{% macro postgres__type_double() %}double precision{% endmacro %}
