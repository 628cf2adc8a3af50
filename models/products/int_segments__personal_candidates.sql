-- One row per customer and product their purchases point to, best first.
with

customers as (
    select
        segments.customer_id,
        segments.segment_id,
        served_methods.method
    from {{ ref('int_segments__customer_segments') }} as segments
    inner join {{ ref('int_segments__served_methods') }} as served_methods
        on segments.segment_id = served_methods.segment_id
),

histories as (
    select * from {{ ref('int_segments__purchase_histories') }}
    where is_current
),

neighbours as (
    select neighbours.*
    from {{ ref('int_segments__product_neighbours') }} as neighbours
    inner join {{ ref('int_segments__recommendation_dates') }} as dates
        on neighbours.made_for_date = dates.made_for_date
    where dates.is_current
),

segment_tops as (
    select
        audience as segment_id,
        product_id
    from {{ ref('int_segments__audience_products') }}
    where method = 'segment top'
),

seeds as (
    select
        histories.customer_id,
        customers.segment_id,
        customers.method,
        histories.product_id,
        {{ customer_segments.halved(
            'histories.days_since_last_order', var('segments_taste_half_life_days')
        ) }} as weight
    from histories
    inner join customers on histories.customer_id = customers.customer_id
    where histories.recency_rank <= {{ var('segments_history_products') }}
),

scored as (
    select
        seeds.customer_id,
        seeds.segment_id,
        seeds.method,
        neighbours.neighbour_id as product_id,
        {{ customer_segments.neighbour_score('seeds.weight', 'neighbours.weight') }} as score
    from seeds
    inner join neighbours
        on seeds.method = neighbours.method and seeds.product_id = neighbours.product_id
    group by seeds.customer_id, seeds.segment_id, seeds.method, neighbours.neighbour_id
),

new_to_customer as (
    select
        scored.*,
        recommendable.category
    from scored
    inner join {{ ref('int_segments__recommendable_products') }} as recommendable
        on scored.product_id = recommendable.product_id
    left join histories
        on scored.customer_id = histories.customer_id and scored.product_id = histories.product_id
    left join segment_tops
        on scored.segment_id = segment_tops.segment_id and scored.product_id = segment_tops.product_id
    where
        histories.product_id is null
        and ('{{ var("segments_recommendation_scope") }}' = 'shop' or segment_tops.product_id is not null)
),

ranked as (
    select
        *,
        row_number() over (partition by customer_id order by score desc, product_id) as candidate_rank
    from new_to_customer
),

final as (
    select * from ranked
    -- enough to choose from where a category takes only so many
    where candidate_rank <= {{ 5 * var('segments_recommendation_count') }}
)

select * from final
