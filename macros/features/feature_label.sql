{#- The label of a feature made of an attribute; for a level, its own name. -#}
{% macro feature_label(feature) -%}
{%- set attribute = feature.split('__')[0] -%}
{%- set words = attribute | replace('_', ' ') | capitalize -%}
{%- if feature.endswith('__is_missing') -%}
'{{ words }} not known'
{%- elif '__' in feature -%}
'{{ words }} of rank {{ feature.split('__')[1] }}'
{%- else -%}
'{{ words }}'
{%- endif -%}
{%- endmacro %}

{#- The words for high and low values: the attribute's own, if it has any. -#}
{% macro feature_words(feature, side) %}
    {%- set own = customer_segments.attribute_setting(feature.split('__')[0], side, none) -%}
    {%- if own and '__' not in feature -%}{{ return(customer_segments.quoted(own)) }}{%- endif -%}
    {{ return("'" ~ side ~ " of ' || " ~ customer_segments.feature_label(feature)) }}
{% endmacro %}
