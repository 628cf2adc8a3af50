{#- All possible numbers of a k-means cluster or money tier, from 1; at least three, because least() needs two. A setting
    that is no number is refused as the run starts, so it must not stop the parser. -#}
{% macro largest_cluster_numbers() %}
    {%- set largest = [
        3, var('segments_cluster_count_max') | int, var('segments_cluster_count') | int, var('segments_money_tier_count') | int
    ] | max -%}
    {{ return(range(1, largest + 1) | list) }}
{% endmacro %}
