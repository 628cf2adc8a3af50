{#- The algorithms that are compared, in the order of their columns. -#}
{% macro algorithms() %}
    {{ return(['kmeans', 'ward', 'mixture', 'dbscan', 'tiers']) }}
{% endmacro %}
