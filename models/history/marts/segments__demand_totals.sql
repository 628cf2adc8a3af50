-- One row per product and week to come: the units that all customers are expected to buy.
select {{ customer_segments.all_but(['segment_id']) }}
from {{ ref('int_segments__demand_forecast') }}
where segment_id = 'all'
