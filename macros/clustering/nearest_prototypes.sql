{#-
  A query for the cluster of the nearest prototype of every point and the nearest other cluster: one row
  per key with cluster, distance, second_cluster and second_distance. points: a relation with the key
  columns and the clustering features. The same text scores customers today and on past days.
-#}
{% macro nearest_prototypes(points, keys) %}
{%- set clusters = customer_segments.largest_cluster_numbers() %}
{%- set key_list = keys | join(', ') -%}
with

-- where every cluster has one prototype: all of them in one row, so that a point is scored within its own row
centres as (
    select
        {{ customer_segments.centre_columns() }}
    from {{ ref('int_segments__prototypes') }}
    where is_centre
    having count(*) > 0
),

centre_distances as (
    select
        {%- for key in keys %}
        points.{{ key }},
        {%- endfor %}
        {%- for cluster in clusters %}
        {{ customer_segments.centre_square(cluster) }} as square_{{ cluster }}
        {%- if not loop.last %},{% endif %}
        {%- endfor %}
    from {{ points }} as points
    cross join centres
),

nearest_squares as (
    select
        *,
        least(
            square_{{ clusters | join(', square_') }}
        ) as square
    from centre_distances
),

nearest_centres as (
    select
        *,
        {{ customer_segments.centre_with('square') }} as cluster
    from nearest_squares
),

second_squares as (
    select
        *,
        {{ customer_segments.least_other_square() }} as second_square
    from nearest_centres
),

scored_by_centres as (
    select
        {{ key_list }},
        cluster,
        sqrt(square) as distance,
        case
            when second_square = {{ customer_segments.infinite_distance() }} then null
            when second_square > square then {{ customer_segments.centre_with('second_square') }}
            -- as near as the first
            {%- for cluster in clusters %}
            when cluster <> {{ cluster }} and second_square = square_{{ cluster }} then {{ cluster }}
            {%- endfor %}
        end as second_cluster,
        case when second_square < {{ customer_segments.infinite_distance() }} then sqrt(second_square) end
            as second_distance
    from second_squares
),

-- where a cluster has many prototypes
cluster_distances as (
    select
        {%- for key in keys %}
        points.{{ key }},
        {%- endfor %}
        prototypes.cluster,
        min(
            {{ customer_segments.squared_distance('points', 'prototypes') }}
        ) as squared_distance
    from {{ points }} as points
    cross join {{ ref('int_segments__prototypes') }} as prototypes
    where not prototypes.is_centre
    group by
        {%- for key in keys %}
        points.{{ key }},
        {%- endfor %}
        prototypes.cluster
),

ranked_clusters as (
    select
        {{ key_list }},
        cluster,
        sqrt(squared_distance) as distance,
        row_number() over (partition by {{ key_list }} order by squared_distance, cluster) as distance_rank
    from cluster_distances
),

final as (
    select * from scored_by_centres
    union all
    select
        {{ key_list }},
        max(case when distance_rank = 1 then cluster end) as cluster,
        max(case when distance_rank = 1 then distance end) as distance,
        max(case when distance_rank = 2 then cluster end) as second_cluster,
        max(case when distance_rank = 2 then distance end) as second_distance
    from ranked_clusters
    where distance_rank <= 2
    group by {{ key_list }}
)

select * from final
{%- endmacro %}

{#- The squared distance to a centre that does not exist. -#}
{% macro infinite_distance() %}{{ return('1e300') }}{% endmacro %}

{#- The smallest squared distance to a centre other than the cluster's own. -#}
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

{#- The squared distance to one centre; infinite_distance where there is no such centre. -#}
{% macro centre_square(cluster) %}
    {{- return(
        'coalesce(\n            '
        ~ customer_segments.squared_distance('points', 'centres', '__' ~ cluster)
        ~ ',\n            ' ~ customer_segments.infinite_distance() ~ '\n        )'
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
