-- One row per customer and unknown product that is a neighbour of their purchases, best first.
{#- a limit per category needs more products to choose from -#}
{%- set is_capped = var('segments_recommendations_per_category') < var('segments_recommendation_count') %}
{%- set candidate_count = var('segments_recommendation_count') * (5 if is_capped else 1) %}
{#- one part after another: the products of all customers together would not fit into memory -#}
{%- set part_count = customer_segments.candidate_parts(ref('int_segments__purchase_histories')) %}
with

buyers as (
    select distinct
        customer_number,
        customer_id
    from {{ ref('int_segments__purchase_histories') }}
    where is_current
),

customers as (
    select
        buyers.customer_number,
        buyers.customer_id,
        segments.segment_id
    from buyers
    inner join {{ ref('int_segments__customer_segments') }} as segments
        on buyers.customer_id = segments.customer_id
),

histories as (
    select
        customers.segment_id,
        histories.customer_number,
        histories.product_number,
        histories.recency_rank,
        histories.recency_weight
    from {{ ref('int_segments__purchase_histories') }} as histories
    inner join customers on histories.customer_number = customers.customer_number
    where histories.is_current
),

{% for part in range(part_count) -%}
products_{{ part }} as (
    select
        histories.customer_number,
        neighbours.neighbour_number as product_number,
        histories.recency_weight * neighbours.neighbour_weight as product
    from histories
    inner join {{ ref('int_segments__served_neighbours') }} as neighbours
        on
            histories.segment_id = neighbours.segment_id
            and histories.product_number = neighbours.product_number
    where
        histories.recency_rank <= {{ customer_segments.tuning('purchase_history_products') }}
        and histories.customer_number % {{ part_count }} = {{ part }}
    union all
    -- a known product falls below zero
    select
        customer_number,
        product_number,
        -1e16 as product
    from histories
    where customer_number % {{ part_count }} = {{ part }}
),

scored_{{ part }} as (
    select
        customer_number,
        {{ customer_segments.packed_item(customer_segments.item_points('product'), 'product_number') }}
            as packed_item
    from products_{{ part }}
    group by customer_number, product_number
    having sum(product) > 0
),

{% endfor -%}
best as (
    {% for part in range(part_count) -%}
    select
        customer_number,
        {{ customer_segments.largest('packed_item', candidate_count) }} as packed_items
    from scored_{{ part }}
    group by customer_number
    {% if not loop.last %}union all{% endif %}
    {% endfor %}
),

listed as (
    select
        customer_number,
        {{ customer_segments.unnested('packed_items') }} as packed_item
    from best
),

final as (
    select
        customers.customer_id,
        customers.segment_id,
        listed.customer_number,
        recommendable.product_number,
        recommendable.product_id,
        recommendable.category,
        {{ customer_segments.unpacked_points('listed.packed_item') }} / {{ customer_segments.score_scale() }}
            as score,
        row_number() over (
            partition by listed.customer_number order by listed.packed_item desc
        ) as candidate_rank
    from listed
    inner join customers on listed.customer_number = customers.customer_number
    inner join {{ ref('int_segments__recommendable_products') }} as recommendable
        on {{ customer_segments.unpacked_number('listed.packed_item') }} = recommendable.product_number
)

select * from final
