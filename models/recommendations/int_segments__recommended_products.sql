-- One row per customer and rank: the recommended product and the purchase that explains it best.
with

personal as (
    select * from {{ ref('int_segments__personal_candidates') }}
),

histories as (
    select * from {{ ref('int_segments__purchase_histories') }}
    where is_current and recency_rank <= {{ customer_segments.tuning('purchase_history_products') }}
),

explained as (
    select
        personal.customer_id,
        personal.product_id,
        personal.product_number,
        -- of equals, the purchase with the first code
        max({{ customer_segments.packed_item(
            'floor(histories.recency_weight * neighbours.neighbour_weight / '
            ~ customer_segments.recency_weight_scale() ~ ')',
            'histories.product_number'
        ) }}) as packed_item
    from personal
    inner join histories on personal.customer_number = histories.customer_number
    inner join {{ ref('int_segments__served_neighbours') }} as neighbours
        on
            personal.segment_id = neighbours.segment_id
            and histories.product_number = neighbours.product_number
            and personal.product_number = neighbours.neighbour_number
    group by personal.customer_id, personal.product_id, personal.product_number
),

final as (
    select
        candidates.customer_id,
        candidates.candidate_rank as recommendation_rank,
        candidates.product_id,
        candidates.method,
        candidates.score,
        shares.product_id as explaining_product_id,
        shares.co_purchase_share
    from {{ ref('int_segments__recommendation_candidates') }} as candidates
    left join explained
        on
            candidates.customer_id = explained.customer_id
            and candidates.product_id = explained.product_id
    left join {{ ref('int_segments__co_purchase_shares') }} as shares
        on
            {{ customer_segments.unpacked_number('explained.packed_item') }} = shares.product_number
            and explained.product_number = shares.neighbour_number
)

select * from final
