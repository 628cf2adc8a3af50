-- One row per customer whom no list could fill and any other product they never bought: the last rung.
with

customers as (
    select customer_id from {{ ref('int_segments__customer_segments') }}
),

candidates as (
    select * from {{ ref('int_segments__recommendation_candidates') }}
),

counts as (
    select
        customer_id,
        count(*) as product_count
    from candidates
    group by customer_id
),

short_customers as (
    select
        customers.customer_id,
        coalesce(counts.product_count, 0) as product_count
    from customers
    left join counts on customers.customer_id = counts.customer_id
    where coalesce(counts.product_count, 0) < {{ var('segments_recommendation_count') }}
),

category_counts as (
    select
        customer_id,
        category,
        count(*) as product_count
    from candidates
    group by customer_id, category
),

histories as (
    select * from {{ ref('int_segments__purchase_histories') }}
    where is_current
),

trends as (
    select trends.*
    from {{ ref('int_segments__product_trends') }} as trends
    inner join {{ ref('int_segments__recommendation_dates') }} as dates
        on trends.made_for_date = dates.made_for_date
    where dates.is_current
),

never_bought as (
    select
        short_customers.customer_id,
        short_customers.product_count,
        recommendable.product_id,
        recommendable.category,
        coalesce(trends.trend, 0) as score,
        row_number() over (
            partition by short_customers.customer_id, recommendable.category
            order by coalesce(trends.trend, 0) desc, recommendable.product_id
        ) + coalesce(category_counts.product_count, 0) as category_place
    from short_customers
    cross join {{ ref('int_segments__recommendable_products') }} as recommendable
    left join histories
        on
            short_customers.customer_id = histories.customer_id
            and recommendable.product_id = histories.product_id
    left join candidates
        on
            short_customers.customer_id = candidates.customer_id
            and recommendable.product_id = candidates.product_id
    left join category_counts
        on
            short_customers.customer_id = category_counts.customer_id
            and recommendable.category = category_counts.category
    left join trends on recommendable.product_id = trends.product_id
    where histories.product_id is null and candidates.product_id is null
),

ranked as (
    select
        *,
        product_count + row_number() over (
            partition by customer_id order by score desc, product_id
        ) as candidate_rank
    from never_bought
    where category is null or category_place <= {{ var('segments_recommendations_per_category') }}
),

final as (
    select
        customer_id,
        product_id,
        'shop rest' as method,
        score,
        candidate_rank
    from ranked
    where candidate_rank <= {{ var('segments_recommendation_count') }}
)

select * from final
