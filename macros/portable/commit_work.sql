{#- Ends the transaction an operation works in; dbt would roll it back. -#}
{% macro commit_work() %}{%- do run_query('commit') -%}{% endmacro %}
