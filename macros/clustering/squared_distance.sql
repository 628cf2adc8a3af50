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

{#- The squared distance to one centre; very far where there is no such centre. -#}
{% macro centre_square(cluster) %}
    {{- return(
        'coalesce(\n            '
        ~ customer_segments.squared_distance('customers', 'centres', '__' ~ cluster)
        ~ ',\n            1e300\n        )'
    ) -}}
{% endmacro %}

{#- Every coordinate of every centre as a column, named feature__cluster. -#}
{% macro centre_columns() %}
    {%- set columns = [] -%}
    {%- for cluster in customer_segments.largest_cluster_numbers() -%}
        {%- for feature in customer_segments.clustering_features() -%}
            {%- do columns.append(
                'max(case when cluster = ' ~ cluster ~ ' then ' ~ feature ~ ' end) as ' ~ feature ~ '__' ~ cluster
            ) -%}
        {%- endfor -%}
    {%- endfor -%}
    {{ return(columns | join(',\n        ')) }}
{% endmacro %}
