-- Fails on each customer without a row, with too few products and no reason, or with gaps in the ranks.
{{ config(enabled=var('segments_using_recommendations') | as_bool) }}
with

recommended as (
    select
        customer_id,
        count(*) as recommendation_count,
        max(recommendation_rank) as last_rank,
        count(distinct product_id) as product_count
    from {{ ref('segments__recommendations') }}
    group by customer_id
),

final as (
    select customers.customer_id
    from {{ ref('segments__customers') }} as customers
    left join {{ ref('segments__recommendation_coverage') }} as coverage
        on customers.customer_id = coverage.customer_id
    left join recommended on customers.customer_id = recommended.customer_id
    where
        coverage.customer_id is null
        or coverage.recommendation_count != coalesce(recommended.recommendation_count, 0)
        or recommended.last_rank != recommended.recommendation_count
        or recommended.product_count != recommended.recommendation_count
        or (coverage.recommendation_count < coverage.wanted_count) != (coverage.shortfall_reason is not null)
        or coverage.recommendation_count > coverage.wanted_count
)

select * from final
