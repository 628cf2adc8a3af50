{#- The squared distance between two points that carry the clustering features; null if one is absent. -#}
{% macro squared_distance(point, other, suffix='') %}
    {%- set squares = [] -%}
    {%- for feature in customer_segments.clustering_features() -%}
        {%- set difference = '(' ~ point ~ '.' ~ feature ~ ' - ' ~ other ~ '.' ~ feature ~ suffix ~ ')' -%}
        {%- do squares.append(difference ~ ' * ' ~ difference) -%}
    {%- endfor -%}
    {{ return(squares | join('\n            + ')) }}
{% endmacro %}

{#- The squared distance to a centre that is not there. -#}
{% macro nowhere() %}{{ return('1e300') }}{% endmacro %}

{#- The squares of all centres, as columns, with a comma and a line each. -#}
{% macro centre_squares() %}
    {{ return('square_' ~ customer_segments.largest_cluster_numbers() | join(',\n            square_')) }}
{% endmacro %}

{#- The least square of the centres other than the cluster's own. -#}
{% macro least_other_square() %}
    {%- set numbers = customer_segments.largest_cluster_numbers() -%}
    {%- set branches = [] -%}
    {%- for cluster in numbers -%}
        {%- do branches.append(
            'when ' ~ cluster ~ ' then least(square_' ~ numbers | reject('equalto', cluster) | join(', square_') ~ ')'
        ) -%}
    {%- endfor -%}
    {{ return('case cluster\n            ' ~ branches | join('\n            ') ~ '\n        end') }}
{% endmacro %}

{#- The lowest number of a centre at this squared distance. -#}
{% macro centre_with(square) %}
    {%- set found = [] -%}
    {%- for cluster in customer_segments.largest_cluster_numbers() -%}
        {%- do found.append('when square_' ~ cluster ~ ' then ' ~ cluster) -%}
    {%- endfor -%}
    {{ return('case ' ~ square ~ '\n            ' ~ found | join('\n            ') ~ '\n        end') }}
{% endmacro %}

{#- The squared distance to one centre; very far where there is no such centre. -#}
{% macro centre_square(cluster) %}
    {{- return(
        'coalesce(\n            '
        ~ customer_segments.squared_distance('customers', 'centres', '__' ~ cluster)
        ~ ',\n            ' ~ customer_segments.nowhere() ~ '\n        )'
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
