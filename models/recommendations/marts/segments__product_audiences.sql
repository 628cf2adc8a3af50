-- One row per product and customer it is recommended to: rank and reason.
with

recommendations as (
    select * from {{ ref('segments__recommendations') }}
),

customers as (
    select
        customer_id,
        segment_id
    from {{ ref('int_segments__customer_segments') }}
),

final as (
    select
        recommendations.product_id,
        recommendations.product_name,
        recommendations.category,
        cast(row_number() over (
            partition by recommendations.product_id
            order by
                recommendations.recommendation_rank,
                recommendations.score desc,
                recommendations.customer_id
        ) as integer) as audience_rank,
        recommendations.customer_id,
        customers.segment_id,
        recommendations.recommendation_rank,
        recommendations.fallback_level,
        recommendations.score,
        recommendations.reason
    from recommendations
    inner join customers on recommendations.customer_id = customers.customer_id
)

select * from final
