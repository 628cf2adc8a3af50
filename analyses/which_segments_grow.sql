-- Where to invest: customer value, growth of sales over two quarters, and stability of the segment.
{{ config(enabled=var('segments_using_history') | as_bool) }}
with

months as (
    select
        *,
        row_number() over (partition by segment_id order by month_start desc) as months_ago
    from {{ ref('segments__monthly_kpis') }}
    where not is_partial and segment_id != 'new'
),

quarters as (
    select
        segment_id,
        sum(case when months_ago <= 3 then sales_amount else 0 end) as sales_this_quarter,
        sum(case when months_ago between 4 and 6 then sales_amount else 0 end) as sales_quarter_before
    from months
    group by segment_id
),

steadiness as (
    select
        to_segment as segment_id,
        sum(stayed_count) / nullif(sum(customer_count), 0) as stayed_share
    from {{ ref('segments__migrations') }}
    where segmentation = 'segment' and is_month_end
    group by to_segment
)

select
    profiles.segment_name,
    profiles.net_amount / profiles.customer_count as value_per_customer,
    quarters.sales_this_quarter / nullif(quarters.sales_quarter_before, 0) as growth,
    steadiness.stayed_share,
    profiles.net_amount / profiles.customer_count
    * quarters.sales_this_quarter / nullif(quarters.sales_quarter_before, 0)
    * steadiness.stayed_share as growth_score
from {{ ref('segments__profiles') }} as profiles
inner join quarters on profiles.segment_id = quarters.segment_id
inner join steadiness on profiles.segment_id = steadiness.segment_id
order by growth_score desc, profiles.segment_name
