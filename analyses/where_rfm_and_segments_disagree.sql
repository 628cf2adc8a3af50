-- How the rule-based RFM segments and the clustered segments overlap, in customers and money.
select
    segment_name,
    rfm_segment,
    count(*) as customer_count,
    sum(net_amount) as net_amount
from {{ ref('segments__customers') }}
group by segment_name, rfm_segment
order by segment_name, customer_count desc, rfm_segment
