-- One row per month and segment at its start, 'new' for first-time buyers: activity, orders and sales.
select * from {{ ref('int_segments__monthly_kpis') }}
where segment_id != 'all'
