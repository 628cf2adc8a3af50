{#- The squared distance between two points that carry the clustering features; null if one is absent. -#}
{% macro squared_distance(point, other, suffix='') %}
    {%- set squares = [] -%}
    {%- for feature in customer_segments.clustering_features() -%}
        {%- set difference = '(' ~ point ~ '.' ~ feature ~ ' - ' ~ other ~ '.' ~ feature ~ suffix ~ ')' -%}
        {%- do squares.append(difference ~ ' * ' ~ difference) -%}
    {%- endfor -%}
    {{ return(squares | join('\n            + ')) }}
{% endmacro %}
