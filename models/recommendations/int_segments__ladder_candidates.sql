-- One row per customer and product that fills up where their purchases point to too little.
{%- set is_capped = var('segments_recommendations_per_category') < var('segments_recommendation_count') %}
with

histories as (
    select * from {{ ref('int_segments__purchase_histories') }}
    where is_current
),

final as (
    select
        short_customers.customer_id,
        ladder.product_id,
        ladder.product_category as category,
        ladder.method,
        ladder.rung_number,
        ladder.score
    from {{ ref('int_segments__short_customers') }} as short_customers
    inner join {{ ref('int_segments__ladder_products') }} as ladder
        on
            short_customers.served_method = ladder.served_method
            and short_customers.segment_id = ladder.segment_id
            and short_customers.category = ladder.category
            and short_customers.country = ladder.country
            {% if not is_capped -%}
            and short_customers.needed_place >= ladder.ladder_place
            {% endif %}
    left join histories
        on
            short_customers.customer_id = histories.customer_id
            and ladder.product_id = histories.product_id
    where histories.product_id is null
)

select * from final
