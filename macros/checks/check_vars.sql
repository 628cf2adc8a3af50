{% macro check_vars() %}{% endmacro %}
