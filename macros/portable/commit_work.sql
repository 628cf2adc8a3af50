{#- Ends the transaction an operation works in; dbt would roll it back. -#}
{% macro commit_work() %}{{ return(adapter.dispatch('commit_work', 'customer_segments')()) }}{% endmacro %}
{% macro default__commit_work() %}{%- do run_query('commit') -%}{% endmacro %}
{% macro spark__commit_work() %}{% endmacro %}
