{#-
  One feature as the clustering sees it: transformed, with gaps filled, cut at both ends,
  centred, scaled and weighted by the fitted row. A feature that is not used becomes 0.
-#}
{% macro scaled_feature(feature, transforms='transforms') %}
    {%- set value = customer_segments.transformed(feature, customer_segments.transform_of(feature)) -%}
    {%- set fitted = transforms ~ '.' ~ feature -%}
coalesce(
            (
                least(
                    greatest(coalesce({{ value }}, {{ fitted }}__missing_value), {{ fitted }}__lower_limit),
                    {{ fitted }}__upper_limit
                ) - {{ fitted }}__center
            ) / {{ fitted }}__scale * {{ fitted }}__weight,
            0
        )
{%- endmacro %}

{#- The transform of a feature, before anything is fitted. -#}
{% macro transformed(value, transform) %}
    {%- set number = 'cast(' ~ value ~ ' as ' ~ customer_segments.type_double() ~ ')' -%}
    {%- if transform == 'log1p' -%}
        {{ return('case when ' ~ value ~ ' is not null then ln(1 + greatest(' ~ number ~ ', 0)) end') }}
    {%- endif -%}
    {{ return(number) }}
{% endmacro %}

{#- The transform a clustering feature is given. -#}
{% macro transform_of(feature) %}
    {%- set settings = var('segments_clustering_features')[feature] -%}
    {{ return(settings.get('transform', 'none') if settings is mapping else 'none') }}
{% endmacro %}
