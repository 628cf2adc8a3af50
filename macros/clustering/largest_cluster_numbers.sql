{#- Every number a cluster of k-means or a tier may have, from 1; at least three, because least() wants two. -#}
{% macro largest_cluster_numbers() %}
    {%- set largest = [
        3, var('segments_cluster_count_max'), var('segments_cluster_count') or 0, var('segments_tier_count')
    ] | max -%}
    {{ return(range(1, largest + 1) | list) }}
{% endmacro %}
