-- Customers whose second choice is nearly as near: the ones a small change would move.
select
    customer_id,
    segment_name,
    second_segment_name,
    segment_confidence,
    segment_reason,
    net_amount
from {{ ref('segments__customers') }}
where segment_confidence < 0.1
order by net_amount desc, customer_id
