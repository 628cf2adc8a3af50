-- One row per segment, product and week to come: the units that its customers are expected to buy.
select * from {{ ref('int_segments__demand_forecast') }}
where segment_id != 'all'
