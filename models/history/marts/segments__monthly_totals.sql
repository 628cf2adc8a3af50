-- One row per month: activity, orders and sales of all customers.
select * from {{ ref('int_segments__monthly_kpis') }}
where segment_id = 'all'
