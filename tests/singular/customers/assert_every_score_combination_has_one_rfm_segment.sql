-- Fails on each score combination without an RFM segment, and on each segment that no combination reaches.
with

cells as (
    select * from {{ ref('int_segments__rfm_grid') }}
),

misplaced as (
    select
        grid,
        'R' || recency_score || ' F' || frequency_score || ' M' || monetary_score as problem
    from cells
    where rfm_segment is null
),

unreachable as (
    select distinct
        grid.grid,
        grid.rfm_segment as problem
    from {{ ref('segments_rfm_grids') }} as grid
    left join cells on grid.grid = cells.grid and grid.rfm_segment = cells.rfm_segment
    where cells.rfm_segment is null
)

select * from misplaced
union all
select * from unreachable
