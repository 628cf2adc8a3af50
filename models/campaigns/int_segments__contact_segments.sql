-- One row per day of a contact and customer: the segment at the start of that day by today's model.
with

days as (
    select * from {{ ref('int_segments__contact_days') }}
),

features as (
    select * from {{ ref('int_segments__contact_features') }}
),

clusters as (
    {{ customer_segments.nearest_prototypes(
        ref('int_segments__contact_features'), ['as_of_date', 'customer_id']
    ) }}
),

-- a shop too small for clusters has value terciles, known at month ends
terciles as (
    select
        days.as_of_date,
        days.customer_id,
        max_by(terciles.tercile, terciles.as_of_date) as tercile
    from days
    inner join {{ ref('int_segments__value_terciles') }} as terciles
        on days.customer_id = terciles.customer_id and days.as_of_date >= terciles.as_of_date
    group by days.as_of_date, days.customer_id
),

shop as (
    select count(*) > 0 as has_terciles
    from {{ ref('int_segments__value_terciles') }}
),

assigned as (
    select
        days.as_of_date,
        days.customer_id,
        days.is_base_day,
        features.customer_id is null as has_no_order,
        coalesce(features.past_order_count, 0) as past_order_count,
        case when shop.has_terciles then terciles.tercile else clusters.cluster end as cluster
    from days
    cross join shop
    left join features on days.as_of_date = features.as_of_date and days.customer_id = features.customer_id
    left join clusters on days.as_of_date = clusters.as_of_date and days.customer_id = clusters.customer_id
    left join terciles on days.as_of_date = terciles.as_of_date and days.customer_id = terciles.customer_id
),

final as (
    select
        assigned.as_of_date,
        assigned.customer_id,
        assigned.is_base_day,
        assigned.past_order_count,
        case
            when assigned.has_no_order then {{ customer_segments.segment_id('0') }}
            -- null where a clustering feature is not known at past dates
            when {{ customer_segments.is_history_dated() }} then segments.segment_id
        end as segment_id
    from assigned
    left join {{ ref('int_segments__aligned_segments') }} as segments on assigned.cluster = segments.cluster
)

select * from final
