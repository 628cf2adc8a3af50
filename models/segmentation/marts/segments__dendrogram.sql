-- One row per merge of the Ward hierarchy: the two groups, the height and the number of customers.
with

merge_steps as (
    select * from {{ ref('int_segments__fitted_ward_merges') }}
),

counted as (
    select
        *,
        count(*) over () as merge_count
    from merge_steps
),

final as (
    select
        cast(step as integer) as step,
        -- numbers up to the number of points are single points; higher ones are merges
        cast(left_id as integer) as left_id,
        cast(right_id as integer) as right_id,
        cast(merge_count + 1 + step as integer) as merged_id,
        height,
        cast(customer_count as bigint) as customer_count,
        cast(merge_count + 1 - step as integer) as clusters_left
    from counted
)

select * from final
