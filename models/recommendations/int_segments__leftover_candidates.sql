-- One row per customer whom no list could fill and any other product they never bought: the last rung.
with

candidates as (
    select * from {{ ref('int_segments__recommendation_candidates') }}
),

category_counts as (
    select
        customer_id,
        category,
        count(*) as product_count
    from candidates
    group by customer_id, category
),

counts as (
    select
        customer_id,
        sum(product_count) as product_count
    from category_counts
    group by customer_id
),

short_customers as (
    select
        segments.customer_id,
        coalesce(counts.product_count, 0) as product_count
    from {{ ref('int_segments__customer_segments') }} as segments
    left join counts on segments.customer_id = counts.customer_id
    where
        coalesce(counts.product_count, 0) < {{ var('segments_recommendation_count') }}
        -- where only the segment's products count there is no other rung
        and '{{ var("segments_recommendation_scope") }}' = 'shop'
),

known as (
    select
        customer_id,
        product_id
    from {{ ref('int_segments__purchase_histories') }}
    where is_current
    union all
    select
        customer_id,
        product_id
    from candidates
),

rest as (
    select * from {{ ref('int_segments__rest_products') }}
),

never_bought as (
    select
        short_customers.customer_id,
        short_customers.product_count,
        rest.product_id,
        rest.category,
        rest.score,
        row_number() over (
            partition by short_customers.customer_id, rest.category order by rest.score desc, rest.product_id
        ) + coalesce(category_counts.product_count, 0) as category_place
    from short_customers
    cross join rest
    left join known
        on short_customers.customer_id = known.customer_id and rest.product_id = known.product_id
    left join category_counts
        on
            short_customers.customer_id = category_counts.customer_id
            and rest.category = category_counts.category
    where known.product_id is null
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
