{#- Commits the transaction of an operation; dbt would roll it back. -#}
{% macro commit_work() %}{%- do run_query('commit') -%}{% endmacro %}
