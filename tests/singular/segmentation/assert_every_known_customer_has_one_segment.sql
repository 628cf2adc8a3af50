-- Fails on each customer of the input or the orders who is not in segments__customers exactly once.
select
    known.customer_id,
    count(published.customer_id) as row_count
from {{ ref('int_segments__customers') }} as known
left join {{ ref('segments__customers') }} as published
    on known.customer_id = published.customer_id and published.segment_name is not null
group by known.customer_id
having count(published.customer_id) != 1
