{#- The features the clusters are made of, in a fixed order: their names. -#}
{% macro clustering_features() %}{{ return(var('segments_clustering_features').keys() | sort) }}{% endmacro %}
