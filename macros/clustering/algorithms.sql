{#- The algorithms that are compared, in the order of their columns. -#}
{% macro algorithms() %}
    {{ return(['kmeans', 'ward', 'mixture', 'dbscan', 'money_tiers']) }}
{% endmacro %}
