-- Fails on each buyer without a segment, or with an order count of ours that differs from theirs.
select own.buyer
from {{ ref('customer_rfm') }} as own
left join {{ ref('segments__customers') }} as ours
    on own.buyer = ours.customer_id and own.orders = ours.order_count
left join {{ ref('mailing_list') }} as mailing_list on own.buyer = mailing_list.customer_id
where ours.customer_id is null or mailing_list.segment_name is null
