-- One row per campaign and segment at contact: order rates of those contacted and held out.
select * from {{ ref('int_segments__campaign_results') }}
where segment_id != 'all'
