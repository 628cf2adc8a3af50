-- One row per list of today, which is a method and a population, and product that may be recommended.
{{ config(materialized='view') }}
with

dates as (
    select made_for_date from {{ ref('int_segments__recommendation_dates') }}
    where is_current
),

recommendable as (
    select * from {{ ref('int_segments__recommendable_products') }}
),

listed as (
    select
        products.method,
        products.population,
        products.product_id,
        products.score
    from {{ ref('int_segments__population_products') }} as products
    inner join dates on products.made_for_date = dates.made_for_date
    union all
    -- the last level of the backfill: every product, by trend
    select
        'shop_catalogue' as method,
        'all' as population,
        recommendable.product_id,
        coalesce(trends.trend, 0) * recommendable.priority as score
    from recommendable
    cross join dates
    left join {{ ref('int_segments__product_trends') }} as trends
        on recommendable.product_id = trends.product_id and dates.made_for_date = trends.made_for_date
),

final as (
    select
        listed.method,
        listed.population,
        listed.product_id,
        recommendable.category as product_category,
        listed.score,
        methods.fallback_level,
        methods.backfill_order
    from listed
    inner join recommendable on listed.product_id = recommendable.product_id
    inner join {{ ref('segments_recommendation_methods') }} as methods on listed.method = methods.method
)

select * from final
