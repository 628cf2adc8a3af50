{#- The squared distance between two points that carry the clustering features; null if one is absent. -#}
{% macro squared_distance(point, other, suffix='') %}
    {%- set squares = [] -%}
    {%- for feature in customer_segments.clustering_features() -%}
        {%- set difference = '(' ~ point ~ '.' ~ feature ~ ' - ' ~ other ~ '.' ~ feature ~ suffix ~ ')' -%}
        {%- do squares.append(difference ~ ' * ' ~ difference) -%}
    {%- endfor -%}
    {{ return(squares | join('\n            + ')) }}
{% endmacro %}

{#- The squares of all centres, as columns or literals, with a comma and a line each. -#}
{% macro centre_squares(except_cluster=none) %}
    {%- set squares = [] -%}
    {%- for cluster in customer_segments.largest_cluster_numbers() -%}
        {%- do squares.append(
            'square_' ~ cluster if except_cluster is none
            else 'case when ' ~ except_cluster ~ ' = ' ~ cluster ~ ' then 1e300 else square_' ~ cluster ~ ' end'
        ) -%}
    {%- endfor -%}
    {{ return(squares | join(',\n            ')) }}
{% endmacro %}
