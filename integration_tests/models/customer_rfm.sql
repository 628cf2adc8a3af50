-- One row per buyer, in the installing project's own words: the name collides with nothing.
select
    buyer,
    count(distinct id) as orders
from {{ ref('order_lines') }}
group by buyer
