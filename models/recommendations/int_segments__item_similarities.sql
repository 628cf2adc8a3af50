-- One row per date and ordered pair of products with common earlier buyers: their similarities and trend.
{{ config(materialized='view') }}
with

pairs as (
    select
        *,
        {{ customer_segments.likelihood_ratio(
            'co_purchase_count', 'customer_count', 'other_customer_count', 'all_customer_count'
        ) }} as likelihood_ratio,
        damped_millionths / sqrt(customer_count * other_customer_count) / 1000000 as damped_cosine
    from {{ ref('int_segments__product_pairs') }}
),

both_ways as (
    select
        made_for_date,
        product_number,
        other_product_number as neighbour_number,
        co_purchase_count,
        customer_count,
        likelihood_ratio,
        damped_cosine
    from pairs
    union all
    select
        made_for_date,
        other_product_number as product_number,
        product_number as neighbour_number,
        co_purchase_count,
        other_customer_count as customer_count,
        likelihood_ratio,
        damped_cosine
    from pairs
),

strengths as (
    select
        made_for_date,
        product_number,
        cast(sum(likelihood_ratio) as double) as strength
    from both_ways
    group by made_for_date, product_number
),

neighbour_strengths as (
    select * from strengths
),

final as (
    select
        both_ways.made_for_date,
        both_ways.product_number,
        both_ways.neighbour_number,
        both_ways.co_purchase_count,
        both_ways.customer_count,
        both_ways.damped_cosine,
        {{ customer_segments.divide(
            'both_ways.likelihood_ratio', 'sqrt(strengths.strength * neighbour_strengths.strength)'
        ) }} as llr_similarity,
        trends.trend
    from both_ways
    inner join strengths
        on
            both_ways.made_for_date = strengths.made_for_date
            and both_ways.product_number = strengths.product_number
    inner join neighbour_strengths
        on
            both_ways.made_for_date = neighbour_strengths.made_for_date
            and both_ways.neighbour_number = neighbour_strengths.product_number
    inner join {{ ref('int_segments__product_trends') }} as trends
        on
            both_ways.made_for_date = trends.made_for_date
            and both_ways.neighbour_number = trends.product_number
)

select * from final
