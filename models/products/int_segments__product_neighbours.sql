-- One row per day, method, product and neighbour: how strongly buyers of the one point to the other.
with

pairs as (
    select
        *,
        {{ customer_segments.likelihood_ratio(
            'both_count', 'customer_count', 'other_customer_count', 'all_customer_count'
        ) }} as likelihood_ratio
    from {{ ref('int_segments__product_pairs') }}
),

both_ways as (
    select
        made_for_date,
        product_id,
        other_product_id as neighbour_id,
        both_count,
        customer_count,
        likelihood_ratio,
        damped_millionths / sqrt(customer_count * other_customer_count) / 1000000 as damped_cosine
    from pairs
    union all
    select
        made_for_date,
        other_product_id as product_id,
        product_id as neighbour_id,
        both_count,
        other_customer_count as customer_count,
        likelihood_ratio,
        damped_millionths / sqrt(customer_count * other_customer_count) / 1000000 as damped_cosine
    from pairs
),

strengths as (
    select
        made_for_date,
        product_id,
        cast(sum(likelihood_ratio) as {{ customer_segments.type_double() }}) as strength
    from both_ways
    group by made_for_date, product_id
),

neighbour_strengths as (
    select * from strengths
),

related as (
    select
        both_ways.*,
        {{ customer_segments.divide(
            'both_ways.likelihood_ratio', 'sqrt(strengths.strength * neighbour_strengths.strength)'
        ) }} as relatedness,
        trends.trend
    from both_ways
    inner join strengths
        on
            both_ways.made_for_date = strengths.made_for_date
            and both_ways.product_id = strengths.product_id
    inner join neighbour_strengths
        on
            both_ways.made_for_date = neighbour_strengths.made_for_date
            and both_ways.neighbour_id = neighbour_strengths.product_id
    inner join {{ ref('int_segments__product_trends') }} as trends
        on
            both_ways.made_for_date = trends.made_for_date
            and both_ways.neighbour_id = trends.product_id
),

weighted as (
    select
        *,
        'related and rising' as method,
        -- the likelihood ratio is sure of itself, the cosine is steady: their geometric mean is both
        sqrt(relatedness * damped_cosine) * trend as weight
    from related
    union all
    select
        *,
        'related' as method,
        relatedness as weight
    from related
    union all
    select
        *,
        'alike and rising' as method,
        damped_cosine * trend as weight
    from related
),

ranked as (
    select
        *,
        row_number() over (
            partition by made_for_date, method, product_id order by weight desc, neighbour_id
        ) as neighbour_rank
    from weighted
    where weight > 0
),

final as (
    select
        made_for_date,
        method,
        product_id,
        neighbour_id,
        neighbour_rank,
        weight,
        both_count,
        {{ customer_segments.divide('both_count', 'customer_count') }} as both_share
    from ranked
    where neighbour_rank <= {{ var('segments_neighbour_products') }}
)

select * from final
