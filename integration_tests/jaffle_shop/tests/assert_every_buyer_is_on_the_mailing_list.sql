-- Fails on each buyer without a segment, or with an order count of ours that differs from theirs.
select customer_rfm.customer_id
from {{ ref('customer_rfm') }} as customer_rfm
left join {{ ref('segments__customers') }} as segmented
    on
        customer_rfm.customer_id = segmented.customer_id
        and customer_rfm.order_count = segmented.order_count
left join {{ ref('mailing_list') }} as mailing_list on customer_rfm.customer_id = mailing_list.customer_id
where segmented.customer_id is null or mailing_list.segment_name is null
