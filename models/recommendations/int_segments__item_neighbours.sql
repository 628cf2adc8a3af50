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
    union all
    select
        dates.made_for_date,
        'item_linear_trending' as method,
        linear_weights.product_number,
        linear_weights.neighbour_number,
        linear_weights.weight
    from {{ ref('int_segments__fitted_linear_weights') }} as linear_weights
    inner join {{ ref('int_segments__recommendation_dates') }} as dates
        on linear_weights.is_current = dates.is_current
),

{{ customer_segments.strongest_neighbours('strongest', 'weighted') }},

-- what the two parts of the blend weigh in all, so that they count by their share
totals as (
    select
        made_for_date,
        sum(case when method = 'item_hybrid_trending' then points else 0 end) as hybrid_points,
        sum(case when method = 'item_linear_trending' then points else 0 end) as linear_points
    from strongest
    group by made_for_date
),

blended as (
    select
        strongest.made_for_date,
        'item_blend_trending' as method,
        strongest.product_number,
        strongest.neighbour_number,
        sum(round(case
            when strongest.method = 'item_hybrid_trending'
                then (1 - {{ customer_segments.tuning('linear_share') }}) * strongest.points
            else
                {{ customer_segments.tuning('linear_share') }} * strongest.points
                * {{ customer_segments.divide('totals.hybrid_points', 'totals.linear_points') }}
        end, 0)) / {{ customer_segments.score_scale() }} as weight
    from strongest
    inner join totals on strongest.made_for_date = totals.made_for_date
    where strongest.method in ('item_hybrid_trending', 'item_linear_trending')
    group by strongest.made_for_date, strongest.product_number, strongest.neighbour_number
),

{{ customer_segments.strongest_neighbours('strongest_blended', 'blended') }},

kept as (
    select * from strongest
    union all
    select * from strongest_blended
),

final as (
    select
        kept.made_for_date,
        kept.method,
        kept.product_number,
        kept.neighbour_number,
        round(kept.points * coalesce(recommendable.priority, 1), 0) as neighbour_weight
    from kept
    left join {{ ref('int_segments__recommendable_products') }} as recommendable
        on kept.neighbour_number = recommendable.product_number
)

select * from final
