{#- The so many largest values of a group, as a list: far cheaper than to rank every row. -#}
{% macro largest(expression, count) %}max({{ expression }}, {{ count }}){% endmacro %}

{#- One row per value of a list. -#}
{% macro unnested(list) %}unnest({{ list }}){% endmacro %}
