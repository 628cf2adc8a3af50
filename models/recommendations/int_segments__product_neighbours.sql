-- One row per day, method, product and neighbour: how strongly buyers of the one point to the other.
with

related as (
    select * from {{ ref('int_segments__related_products') }}
),

weighted as (
    select
        made_for_date,
        'related and rising' as method,
        product_number,
        neighbour_number,
        -- the likelihood ratio is sure of itself, the cosine is steady: their geometric mean is both
        sqrt(relatedness * damped_cosine) * trend as weight
    from related
    union all
    select
        made_for_date,
        'related' as method,
        product_number,
        neighbour_number,
        relatedness as weight
    from related
    union all
    select
        made_for_date,
        'alike and rising' as method,
        product_number,
        neighbour_number,
        damped_cosine * trend as weight
    from related
),

strongest as (
    select
        made_for_date,
        method,
        product_number,
        {{ customer_segments.largest(
            customer_segments.place_number(
                customer_segments.whole_number('weight', 100000000), 'neighbour_number'
            ),
            customer_segments.tuning('neighbour_products')
        ) }} as places
    from weighted
    where weight > 0
    group by made_for_date, method, product_number
),

listed as (
    select
        made_for_date,
        method,
        product_number,
        {{ customer_segments.unnested('places') }} as place
    from strongest
),

final as (
    select
        made_for_date,
        method,
        product_number,
        {{ customer_segments.placed_product('place') }} as neighbour_number,
        {{ customer_segments.placed_points('place') }} as neighbour_points
    from listed
)

select * from final
