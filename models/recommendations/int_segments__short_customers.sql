-- One row per customer whose purchases point to too little: newcomers, and whom a list of top sellers serves.
with

pointed_to as (
    select
        customer_id,
        category,
        count(*) as product_count
    from {{ ref('int_segments__personal_candidates') }}
    group by customer_id, category
),

counts as (
    select
        customer_id,
        sum(product_count) as pointed_to_count,
        sum(case
            when category is null or product_count <= {{ var('segments_recommendations_per_category') }}
                then product_count
            else {{ var('segments_recommendations_per_category') }}
        end) as product_count
    from pointed_to
    group by customer_id
),

histories as (
    select
        customer_id,
        count(*) as known_count
    from {{ ref('int_segments__purchase_histories') }}
    where is_current
    group by customer_id
),

audiences as (
    select
        audiences.customer_id,
        max(case when audiences.kind = 'category' then audiences.audience end) as category,
        max(case when audiences.kind = 'country' then audiences.audience end) as country
    from {{ ref('int_segments__customer_audiences') }} as audiences
    inner join {{ ref('int_segments__recommendation_dates') }} as dates
        on audiences.made_for_date = dates.made_for_date
    where dates.is_current
    group by audiences.customer_id
),

final as (
    select
        segments.customer_id,
        served_methods.method as served_method,
        segments.segment_id,
        coalesce(audiences.category, '') as category,
        -- the country is on no ladder, unless it is what serves
        case when served_methods.method like 'country%' then coalesce(audiences.country, '') else '' end
            as country,
        -- so many of a ladder's products hold enough that are new to the customer
        {{ var('segments_recommendation_count') }} + coalesce(histories.known_count, 0)
        + coalesce(counts.pointed_to_count, 0) as needed_place
    from {{ ref('int_segments__customer_segments') }} as segments
    inner join {{ ref('int_segments__served_methods') }} as served_methods
        on segments.segment_id = served_methods.segment_id
    left join counts on segments.customer_id = counts.customer_id
    left join histories on segments.customer_id = histories.customer_id
    left join audiences on segments.customer_id = audiences.customer_id
    where coalesce(counts.product_count, 0) < {{ var('segments_recommendation_count') }}
)

select * from final
