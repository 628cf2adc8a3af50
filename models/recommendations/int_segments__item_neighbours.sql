-- One row per date, method, product and neighbour: the weight of the neighbour for buyers of the product.
with

similarities as (
    select * from {{ ref('int_segments__item_similarities') }}
),

weighted as (
    select
        made_for_date,
        'item_hybrid_trending' as method,
        product_number,
        neighbour_number,
        -- the geometric mean of the likelihood ratio, which needs evidence, and the steadier cosine
        sqrt(llr_similarity * damped_cosine) * trend as weight
    from similarities
    union all
    select
        made_for_date,
        'item_similarity_llr' as method,
        product_number,
        neighbour_number,
        llr_similarity as weight
    from similarities
    union all
    select
        made_for_date,
        'item_cosine_trending' as method,
        product_number,
        neighbour_number,
        damped_cosine * trend as weight
    from similarities
),

strongest as (
    select
        made_for_date,
        method,
        product_number,
        {{ customer_segments.largest(
            customer_segments.packed_item(
                customer_segments.whole_number('weight', customer_segments.score_scale()), 'neighbour_number'
            ),
            customer_segments.tuning('neighbour_products')
        ) }} as packed_items
    from weighted
    where weight > 0
    group by made_for_date, method, product_number
),

listed as (
    select
        made_for_date,
        method,
        product_number,
        unnest(packed_items) as packed_item
    from strongest
),

unpacked as (
    select
        made_for_date,
        method,
        product_number,
        {{ customer_segments.unpacked_number('packed_item') }} as neighbour_number,
        {{ customer_segments.unpacked_points('packed_item') }} as points
    from listed
),

final as (
    select
        unpacked.made_for_date,
        unpacked.method,
        unpacked.product_number,
        unpacked.neighbour_number,
        round(unpacked.points * coalesce(recommendable.priority, 1), 0) as neighbour_weight
    from unpacked
    left join {{ ref('int_segments__recommendable_products') }} as recommendable
        on unpacked.neighbour_number = recommendable.product_number
)

select * from final
