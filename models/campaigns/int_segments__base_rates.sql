-- One row per segment and for all: the share who ordered within the last complete response period.
{{ config(materialized='view') }}
with

members as (
    select
        as_of_date,
        customer_id,
        segment_id
    from {{ ref('int_segments__contact_segments') }}
    where is_base_day and coalesce(segment_id, '') != {{ customer_segments.segment_id('0') }}
),

orders as (
    select
        customer_id,
        max(order_date) as last_order_date
    from {{ ref('int_segments__orders') }}
    where is_purchase
    group by customer_id
),

outcomes as (
    select
        members.segment_id,
        case when orders.last_order_date >= members.as_of_date then 1 else 0 end as has_ordered
    from members
    left join orders on members.customer_id = orders.customer_id
),

counted as (
    select
        segment_id,
        has_ordered
    from outcomes
    where segment_id is not null
    union all
    select
        'all' as segment_id,
        has_ordered
    from outcomes
),

final as (
    select
        segment_id,
        count(*) as customer_count,
        {{ customer_segments.divide('sum(has_ordered)', 'count(*)') }} as base_rate
    from counted
    group by segment_id
)

select * from final
