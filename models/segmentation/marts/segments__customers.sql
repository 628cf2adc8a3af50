-- One row per known customer: key figures, segment, reason and confidence.
{%- set otherwise = 'case when features.is_stated then null else 0 end'
    if customer_segments.has_prices() else 'null' %}
with

features as (
    select * from {{ ref('int_segments__customer_order_features') }}
    where is_current
),

rfm as (
    select * from {{ ref('int_segments__customer_rfm') }}
    where is_current
),

preferences as (
    select * from {{ ref('segments__product_preferences') }}
    where preference_rank = 1
),

-- a customer differs from the shop, not from their own segment
medians as (
    select
        max(case when feature = 'order_count' then overall_median end) as order_count,
        max(case when feature = 'days_since_last_order' then overall_median end) as days_since_last_order,
        max(case when feature = 'average_order_value' then overall_median end) as average_order_value
    from {{ ref('int_segments__shop_scales') }}
),

current_as_of_date as (
    select as_of_date from {{ ref('int_segments__as_of_dates') }}
    where is_current
),

final as (
    select
        customers.customer_id,
        current_as_of_date.as_of_date,
        segments.segment_id,
        names.segment_name,
        case
            when features.is_stated and features.order_count is null
                then 'Nearest segment by the stated features; orders are not in the data'
            when features.is_stated and features.order_count = 0
                then 'Nearest segment by the stated features; no order so far'
            when features.order_count > 0
                then
                    {{ customer_segments.whole_text('features.order_count') }}
                    || case when features.order_count = 1 then ' order' else ' orders' end
                    || ' (shop median: '
                    || {{ customer_segments.whole_text('medians.order_count') }} || ')'
                    || coalesce(
                        ', the last '
                        || {{ customer_segments.whole_text('features.days_since_last_order') }}
                        || case
                            when features.days_since_last_order = 1 then ' day ago ('
                            else ' days ago ('
                        end
                        || {{ customer_segments.whole_text('medians.days_since_last_order') }}
                        || ')', ''
                    )
                    || coalesce(
                        ', ' || {{ customer_segments.whole_text('features.average_order_value') }}
                        || '{{ customer_segments.money_unit() }} per order ('
                        || {{ customer_segments.whole_text('medians.average_order_value') }}
                        || ')', ''
                    )
            when features.customer_id is not null then 'Returns only, no order'
            else 'No order in the data'
        end as segment_reason,
        segments.segment_confidence,
        segments.is_borderline,
        segments.is_held,
        segments.second_segment_id,
        second_segments.segment_name as second_segment_name,
        cast(features.days_since_last_order as integer) as days_since_last_order,
        cast(coalesce(features.order_count, case when features.is_stated then null else 0 end) as integer)
            as order_count,
        coalesce(features.sales_amount, {{ otherwise }}) as sales_amount,
        coalesce(features.returned_amount, {{ otherwise }}) as returned_amount,
        coalesce(features.net_amount, {{ otherwise }}) as net_amount,
        features.average_order_value,
        features.discount_share,
        cast(rfm.recency_score as integer) as recency_score,
        cast(rfm.frequency_score as integer) as frequency_score,
        cast(rfm.monetary_score as integer) as monetary_score,
        case
            -- a buyer of unknown recency or money has scores for the rest, and no RFM segment
            when rfm.customer_id is not null then rfm.rfm_segment
            when features.is_stated and features.order_count is null then 'Orders not known'
            else 'No orders on record'
        end as rfm_segment,
        preferences.category as preferred_category,
        preferences.shrunk_share as preferred_category_share,
        preferences.is_confident as is_preference_confident,
        cast(floor(customers.age) as integer) as age,
        customers.gender,
        customers.income,
        customers.city,
        customers.region,
        customers.country
    from {{ ref('int_segments__customers') }} as customers
    cross join current_as_of_date
    cross join medians
    inner join {{ ref('int_segments__customer_segments') }} as segments
        on customers.customer_id = segments.customer_id
    inner join {{ ref('int_segments__segments') }} as names on segments.segment_id = names.segment_id
    left join {{ ref('int_segments__segments') }} as second_segments
        on segments.second_segment_id = second_segments.segment_id
    left join features on customers.customer_id = features.customer_id
    left join rfm on customers.customer_id = rfm.customer_id
    left join preferences on customers.customer_id = preferences.customer_id
)

select * from final
