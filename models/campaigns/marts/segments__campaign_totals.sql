-- One row per campaign: order rates of all customers contacted and held out.
select * from {{ ref('int_segments__campaign_results') }}
where segment_id = 'all'
