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

personal as (
    select
        segment_id,
        customer_number,
        customer_id,
        product_number,
        product_id
    from {{ ref('int_segments__personal_candidates') }}
),

histories as (
    select * from {{ ref('int_segments__purchase_histories') }}
    where is_current and recency_rank <= {{ customer_segments.tuning('purchase_history_products') }}
),

supported as (
    select
        personal.customer_id,
        personal.product_id,
        min(personal.product_number) as product_number,
        -- of equals, the purchase whose code comes first
        max({{ customer_segments.place_number(
            'histories.taste_points * pointers.neighbour_points / 100000', 'histories.product_number'
        ) }}) as place
    from personal
    inner join histories on personal.customer_number = histories.customer_number
    inner join {{ ref('int_segments__served_pointers') }} as pointers
        on
            personal.segment_id = pointers.segment_id
            and histories.product_number = pointers.product_number
            and personal.product_number = pointers.neighbour_number
    group by personal.customer_id, personal.product_id
),

because as (
    select
        *,
        {{ customer_segments.placed_product('place') }} as because_number
    from supported
),

final as (
    select
        chosen.customer_id,
        chosen.candidate_rank as recommendation_rank,
        chosen.product_id,
        chosen.method,
        chosen.score,
        known_shares.product_id as because_product_id,
        known_shares.both_share
    from chosen
    left join because
        on chosen.customer_id = because.customer_id and chosen.product_id = because.product_id
    left join {{ ref('int_segments__shared_buyers') }} as known_shares
        on
            because.because_number = known_shares.product_number
            and because.product_number = known_shares.neighbour_number
)

select * from final
