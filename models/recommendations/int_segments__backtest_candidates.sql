-- One row per customer of the back-test, method and product: its score, and whether it is new.
{{ config(materialized='view') }}
with

customers as (
    select distinct
        made_for_date,
        customer_id
    from {{ ref('int_segments__backtest_purchases') }}
),

histories as (
    select histories.*
    from {{ ref('int_segments__purchase_histories') }} as histories
    inner join customers
        on
            histories.made_for_date = customers.made_for_date
            and histories.customer_id = customers.customer_id
),

from_populations as (
    select
        customers.customer_id,
        products.method,
        products.product_number,
        products.score
    from customers
    inner join {{ ref('int_segments__backtest_populations') }} as populations
        on
            customers.made_for_date = populations.made_for_date
            and customers.customer_id = populations.customer_id
    inner join {{ ref('int_segments__backtest_lists') }} as products
        on
            populations.made_for_date = products.made_for_date
            and populations.scope = products.scope
            and populations.population = products.population
),

from_neighbours as (
    select
        histories.customer_id,
        neighbours.method,
        neighbours.neighbour_number as product_number,
        {{ customer_segments.item_points('histories.recency_weight * neighbours.neighbour_weight') }}
        / {{ customer_segments.score_scale() }} as score
    from histories
    inner join {{ ref('int_segments__item_neighbours') }} as neighbours
        on
            histories.made_for_date = neighbours.made_for_date
            and histories.product_number = neighbours.product_number
    {% if var('segments_recommendation_scope') == 'segment' -%}
    -- only the segment's products are served
    inner join from_populations as segment_products
        on
            histories.customer_id = segment_products.customer_id
            and neighbours.neighbour_number = segment_products.product_number
            and segment_products.method = 'segment_bestsellers'
    {% endif -%}
    where histories.recency_rank <= {{ customer_segments.tuning('purchase_history_products') }}
    group by histories.customer_id, neighbours.method, neighbours.neighbour_number
),

from_own_history as (
    select
        histories.customer_id,
        'repeat_purchase' as method,
        histories.product_number,
        {{ customer_segments.repeat_score('histories.repeat_weight', 'trends.trend') }} as score
    from histories
    inner join {{ ref('int_segments__product_trends') }} as trends
        on
            histories.made_for_date = trends.made_for_date
            and histories.product_number = trends.product_number
    where histories.is_evidence
),

candidates as (
    select * from from_neighbours
    union all
    select * from from_populations
    union all
    select * from from_own_history
),

final as (
    select
        candidates.*,
        histories.product_number is null as is_unseen
    from candidates
    left join histories
        on
            candidates.customer_id = histories.customer_id
            and candidates.product_number = histories.product_number
)

select * from final
