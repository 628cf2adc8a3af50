{#-
  The names of the clustering features, in a fixed order. None if the var
  is not a mapping, so that check_vars can report it.
-#}
{% macro clustering_features() %}
    {%- set features = var('segments_clustering_features') -%}
    {{ return(features.keys() | sort if features is mapping else []) }}
{% endmacro %}
