-- Borderline customers, whom a small change would move.
select
    customer_id,
    segment_name,
    second_segment_name,
    segment_confidence,
    segment_reason,
    net_amount
from {{ ref('segments__customers') }}
where is_borderline
order by net_amount desc, customer_id
