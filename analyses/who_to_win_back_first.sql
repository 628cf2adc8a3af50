-- Whom to contact first: lapsed customers by past spend.
select
    customer_id,
    segment_name,
    rfm_segment,
    net_amount,
    order_count,
    days_since_last_order,
    preferred_category
from {{ ref('segments__customers') }}
where
    rfm_segment in ('At risk', 'Cannot lose them')
order by net_amount desc, customer_id
limit 100
