{#- The n largest values of a group, as a list: much cheaper than ranking all rows. -#}
{% macro largest(expression, count) %}{{ return(adapter.dispatch('largest', 'customer_segments')(expression, count)) }}{% endmacro %}
{% macro default__largest(expression, count) %}max({{ expression }}, {{ count }}){% endmacro %}
{% macro spark__largest(expression, count) %}slice(sort_array(collect_list({{ expression }}), false), 1, {{ count }}){% endmacro %}

{#- A row per element of a list. -#}
{% macro unnested(list) %}{{ return(adapter.dispatch('unnested', 'customer_segments')(list)) }}{% endmacro %}
{% macro default__unnested(list) %}unnest({{ list }}){% endmacro %}
{% macro spark__unnested(list) %}explode({{ list }}){% endmacro %}
