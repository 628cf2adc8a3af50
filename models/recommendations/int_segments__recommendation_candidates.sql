-- One row per customer and product to recommend, in order: personal candidates, then the backfill.
{%- set is_capped = var('segments_recommendations_per_category') < var('segments_recommendation_count') %}
with

histories as (
    select * from {{ ref('int_segments__purchase_histories') }}
    where is_current
),

personal as (
    select
        candidates.customer_id,
        candidates.product_id,
        candidates.category,
        served_methods.method,
        0 as backfill_order,
        candidates.score
    from {{ ref('int_segments__personal_candidates') }} as candidates
    inner join {{ ref('int_segments__served_methods') }} as served_methods
        on candidates.segment_id = served_methods.segment_id
),

backfill as (
    select
        customers.customer_id,
        products.product_id,
        products.product_category as category,
        products.method,
        products.backfill_order,
        products.score
    from {{ ref('int_segments__backfill_customers') }} as customers
    inner join {{ ref('int_segments__backfill_products') }} as products
        on
            customers.served_method = products.served_method
            and customers.segment_id = products.segment_id
            and customers.category = products.category
            and customers.country = products.country
            and customers.needed_rank >= products.backfill_rank
    left join histories
        on customers.customer_id = histories.customer_id and products.product_id = histories.product_id
    left join personal
        on customers.customer_id = personal.customer_id and products.product_id = personal.product_id
    where histories.product_id is null and personal.product_id is null
),

candidates as (
    select * from personal
    union all
    select * from backfill
),

allowed as (
    select
        *,
        {% if is_capped -%}
        row_number() over (
            partition by customer_id, category order by backfill_order, score desc, product_id
        )
        {%- else %}1{% endif %} as category_rank
    from candidates
),

ranked as (
    select
        customer_id,
        product_id,
        method,
        score,
        row_number() over (
            partition by customer_id order by backfill_order, score desc, product_id
        ) as candidate_rank
    from allowed
    where category is null or category_rank <= {{ var('segments_recommendations_per_category') }}
),

final as (
    select * from ranked
    where candidate_rank <= {{ var('segments_recommendation_count') }}
)

select * from final
