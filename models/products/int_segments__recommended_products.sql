-- One row per customer and rank: the product chosen, and the purchase that speaks for it most.
with

chosen as (
    select
        customer_id,
        product_id,
        method,
        score,
        candidate_rank
    from {{ ref('int_segments__recommendation_candidates') }}
    union all
    select
        customer_id,
        product_id,
        method,
        score,
        candidate_rank
    from {{ ref('int_segments__leftover_candidates') }}
),

seeds as (
    select
        customer_id,
        product_id,
        made_for_date,
        {{ customer_segments.halved('days_since_last_order', var('segments_taste_half_life_days')) }}
            as weight
    from {{ ref('int_segments__purchase_histories') }}
    where is_current and recency_rank <= {{ var('segments_history_products') }}
),

supported as (
    select
        chosen.customer_id,
        chosen.product_id,
        seeds.product_id as because_product_id,
        neighbours.both_share,
        row_number() over (
            partition by chosen.customer_id, chosen.product_id
            order by seeds.weight * neighbours.weight desc, seeds.product_id
        ) as support_rank
    from chosen
    inner join {{ ref('int_segments__product_neighbours') }} as neighbours
        on chosen.method = neighbours.method and chosen.product_id = neighbours.neighbour_id
    inner join seeds
        on
            neighbours.made_for_date = seeds.made_for_date
            and chosen.customer_id = seeds.customer_id
            and neighbours.product_id = seeds.product_id
),

final as (
    select
        chosen.customer_id,
        chosen.candidate_rank as recommendation_rank,
        chosen.product_id,
        chosen.method,
        chosen.score,
        supported.because_product_id,
        supported.both_share
    from chosen
    left join supported
        on
            chosen.customer_id = supported.customer_id
            and chosen.product_id = supported.product_id
            and supported.support_rank = 1
)

select * from final
