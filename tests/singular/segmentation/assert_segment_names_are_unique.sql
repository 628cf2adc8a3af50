-- Fails on each name that two segments share.
select
    segment_name,
    count(*) as segment_count
from {{ ref('segments__profiles') }}
group by segment_name
having count(*) > 1
