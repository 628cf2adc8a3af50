-- One row per customer with too few personal candidates: newcomers, and customers served by a list.
with

personal as (
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
        sum(product_count) as candidate_count,
        sum(case
            when category is null or product_count <= {{ var('segments_recommendations_per_category') }}
                then product_count
            else {{ var('segments_recommendations_per_category') }}
        end) as allowed_count
    from personal
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

populations as (
    select
        populations.customer_id,
        max(case when populations.scope = 'category' then populations.population end) as category,
        max(case when populations.scope = 'country' then populations.population end) as country
    from {{ ref('int_segments__customer_populations') }} as populations
    inner join {{ ref('int_segments__recommendation_dates') }} as dates
        on populations.made_for_date = dates.made_for_date
    where dates.is_current
    group by populations.customer_id
),

final as (
    select
        segments.customer_id,
        served_methods.method as served_method,
        segments.segment_id,
        coalesce(populations.category, '') as category,
        -- a country's list serves, but completes no other method
        case when methods.fallback_level = 'country' then coalesce(populations.country, '') else '' end
            as country,
        -- so many products hold enough that are neither known nor candidates already
        {{ var('segments_recommendation_count') }} + coalesce(histories.known_count, 0)
        + coalesce(counts.candidate_count, 0) as needed_rank
    from {{ ref('int_segments__customer_segments') }} as segments
    inner join {{ ref('int_segments__served_methods') }} as served_methods
        on segments.segment_id = served_methods.segment_id
    inner join {{ ref('segments_recommendation_methods') }} as methods
        on served_methods.method = methods.method
    left join counts on segments.customer_id = counts.customer_id
    left join histories on segments.customer_id = histories.customer_id
    left join populations on segments.customer_id = populations.customer_id
    where coalesce(counts.allowed_count, 0) < {{ var('segments_recommendation_count') }}
)

select * from final
