-- One row per customer and product they may be recommended, in order, none of which they know.
with

pointed_to as (
    select
        customer_id,
        product_id,
        method,
        1 as rung_number,
        score
    from {{ ref('int_segments__personal_candidates') }}
),

fill_ups as (
    select ladder.*
    from {{ ref('int_segments__ladder_candidates') }} as ladder
    left join pointed_to
        on ladder.customer_id = pointed_to.customer_id and ladder.product_id = pointed_to.product_id
    where pointed_to.product_id is null
),

candidates as (
    select * from pointed_to
    union all
    select * from fill_ups
),

histories as (
    select * from {{ ref('int_segments__purchase_histories') }}
    where is_current
),

allowed as (
    select
        candidates.*,
        recommendable.category,
        row_number() over (
            partition by candidates.customer_id, recommendable.category
            order by candidates.rung_number, candidates.score desc, candidates.product_id
        ) as category_place
    from candidates
    inner join {{ ref('int_segments__recommendable_products') }} as recommendable
        on candidates.product_id = recommendable.product_id
    left join histories
        on
            candidates.customer_id = histories.customer_id
            and candidates.product_id = histories.product_id
    where histories.product_id is null
),

final as (
    select
        customer_id,
        product_id,
        category,
        method,
        rung_number,
        score,
        row_number() over (
            partition by customer_id order by rung_number, score desc, product_id
        ) as candidate_rank
    from allowed
    where category is null or category_place <= {{ var('segments_recommendations_per_category') }}
)

select * from final
where candidate_rank <= {{ var('segments_recommendation_count') }}
