{#- The n largest values of a group, as a list: much cheaper than ranking all rows. -#}
{% macro largest(expression, count) %}max({{ expression }}, {{ count }}){% endmacro %}
