{#-
  The clusters of segments__dendrogram at a cut: one row per point with its
  cluster, from 1, by the lowest point. cluster_count is a number, 1 to the number of points.
-#}
{% macro cut_dendrogram(cluster_count, dendrogram=none) -%}
with recursive

merge_steps as (
    select * from {{ dendrogram or ref('segments__dendrogram') }}
),

-- only merges below the cut
joined as (
    select * from merge_steps
    where clusters_left >= {{ cluster_count }}
),

nodes as (
    select left_id as node_id from merge_steps
    union
    select right_id from merge_steps
    union
    select merged_id from merge_steps
),

roots as (
    select nodes.node_id
    from nodes
    left join joined as parts
        on nodes.node_id = parts.left_id or nodes.node_id = parts.right_id
    left join joined on nodes.node_id = joined.merged_id
    left join merge_steps on nodes.node_id = merge_steps.merged_id
    where
        parts.merged_id is null
        -- a single point, or a complete group
        and (merge_steps.merged_id is null or joined.merged_id is not null)
),

members as (
    select
        node_id as root_id,
        node_id
    from roots
    union all
    select
        members.root_id,
        case sides.side when 1 then joined.left_id else joined.right_id end as node_id
    from members
    inner join joined on members.node_id = joined.merged_id
    cross join (select 1 as side union all select 2) as sides
),

points as (
    select
        members.node_id as point_id,
        min(members.node_id) over (partition by members.root_id) as lowest_point_id
    from members
    left join merge_steps on members.node_id = merge_steps.merged_id
    where merge_steps.merged_id is null
),

final as (
    select
        cast(point_id as integer) as point_id,
        cast(dense_rank() over (order by lowest_point_id) as integer) as cluster
    from points
)

select * from final
{%- endmacro %}
