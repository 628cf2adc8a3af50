-- One row per customer of the back-test, method and product it brings up: how strongly, and whether new.
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

from_audiences as (
    select
        customers.customer_id,
        top_products.method,
        top_products.product_number,
        top_products.score
    from customers
    inner join {{ ref('int_segments__customer_audiences') }} as audiences
        on
            customers.made_for_date = audiences.made_for_date
            and customers.customer_id = audiences.customer_id
    inner join {{ ref('int_segments__audience_products') }} as top_products
        on
            audiences.made_for_date = top_products.made_for_date
            and audiences.kind = top_products.kind
            and audiences.audience = top_products.audience
),

from_neighbours as (
    select
        histories.customer_id,
        neighbours.method,
        neighbours.neighbour_number as product_number,
        round(sum(histories.taste_points * neighbours.neighbour_points) / 100000, 0) / 100000000 as score
    from histories
    inner join {{ ref('int_segments__product_neighbours') }} as neighbours
        on
            histories.made_for_date = neighbours.made_for_date
            and histories.product_number = neighbours.product_number
    {% if var('segments_recommendation_scope') == 'segment' -%}
    -- as when serving, purchases then point to nothing else
    inner join from_audiences as segment_tops
        on
            histories.customer_id = segment_tops.customer_id
            and neighbours.neighbour_number = segment_tops.product_number
            and segment_tops.method = 'segment top'
    {% endif -%}
    where histories.recency_rank <= {{ customer_segments.tuning('purchase_history_products') }}
    group by histories.customer_id, neighbours.method, neighbours.neighbour_number
),

from_own_history as (
    select
        customer_id,
        'bought again' as method,
        product_number,
        day_count * taste_points / 100000 as score
    from histories
    where is_evidence
),

candidates as (
    select * from from_neighbours
    union all
    select * from from_audiences
    union all
    select * from from_own_history
),

final as (
    select
        candidates.*,
        histories.product_number is null as is_new
    from candidates
    left join histories
        on
            candidates.customer_id = histories.customer_id
            and candidates.product_number = histories.product_number
)

select * from final
