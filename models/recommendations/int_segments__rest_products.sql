-- One row per product that may be recommended: how much of its demand is recent.
{{ config(materialized='view') }}
with

trends as (
    select trends.*
    from {{ ref('int_segments__product_trends') }} as trends
    inner join {{ ref('int_segments__recommendation_dates') }} as dates
        on trends.made_for_date = dates.made_for_date
    where dates.is_current
),

final as (
    select
        recommendable.product_id,
        recommendable.category,
        coalesce(trends.trend, 0) * recommendable.priority as score
    from {{ ref('int_segments__recommendable_products') }} as recommendable
    left join trends on recommendable.product_id = trends.product_id
)

select * from final
