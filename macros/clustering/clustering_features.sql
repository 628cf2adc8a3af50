{#-
  The features the clusters are made of, in a fixed order: their names. None where the var
  is no mapping, so that check_vars gets to say so.
-#}
{% macro clustering_features() %}
    {%- set features = var('segments_clustering_features') -%}
    {{ return(features.keys() | sort if features is mapping else []) }}
{% endmacro %}
