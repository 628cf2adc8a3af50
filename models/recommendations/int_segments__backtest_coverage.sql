-- One row per evaluation set, method and metric: catalogue coverage, and novelty as mean self-information.
with

recommendations as (
    select * from {{ ref('int_segments__backtest_recommendations') }}
),

histories as (
    select * from {{ ref('int_segments__purchase_histories') }}
    where not is_current
),

catalogue as (
    select
        product_id,
        count(*) as customer_count
    from histories
    group by product_id
),

sizes as (
    select
        count(distinct customer_id) as customer_count,
        count(distinct product_id) as product_count
    from histories
),

shown as (
    select
        recommendations.evaluation_set,
        recommendations.method,
        count(distinct recommendations.customer_id) as customer_count,
        count(distinct recommendations.product_id) as product_count,
        count(*) as recommendation_count,
        sum(cast(
            -ln({{ customer_segments.divide('catalogue.customer_count', 'sizes.customer_count') }}) / ln(2)
            as decimal(18, 9)
        )) as self_information
    from recommendations
    inner join catalogue on recommendations.product_id = catalogue.product_id
    cross join sizes
    where not (recommendations.evaluation_set = 'unseen' and recommendations.method = 'repeat_purchase')
    group by recommendations.evaluation_set, recommendations.method
),

final as (
    select
        shown.evaluation_set,
        shown.method,
        'catalogue_coverage' as metric,
        shown.customer_count,
        round({{ customer_segments.divide('shown.product_count', 'sizes.product_count') }}, 6) as value
    from shown
    cross join sizes
    union all
    select
        evaluation_set,
        method,
        'novelty' as metric,
        customer_count,
        round({{ customer_segments.divide('self_information', 'recommendation_count') }}, 6) as value
    from shown
)

select * from final
