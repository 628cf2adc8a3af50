{#-
  A query for the bestsellers of every population, of all time or recent: one row per date, method,
  population and rank. populations: a relation of date, customer, scope and population. The same
  text makes the lists of today and those of the back-test, which know no segments of today.
-#}
{% macro population_products(populations) %}
with

histories as (
    select
        histories.made_for_date,
        histories.customer_id,
        histories.product_id,
        histories.product_number,
        products.category,
        histories.days_since_last_order <= {{ var('segments_recent_days') }} as is_recent
    from {{ ref('int_segments__purchase_histories') }} as histories
    inner join {{ ref('int_segments__products') }} as products on histories.product_id = products.product_id
    where histories.is_evidence
),

populations as (
    select * from {{ populations }}
),

sizes as (
    select
        made_for_date,
        scope,
        population,
        count(*) as customer_count
    from populations
    group by made_for_date, scope, population
),

bought as (
    select
        histories.made_for_date,
        populations.scope,
        populations.population,
        histories.product_id,
        histories.product_number,
        count(*) as buyer_count,
        sum(case when histories.is_recent then 1 else 0 end) as recent_buyer_count
    from histories
    inner join populations
        on
            histories.made_for_date = populations.made_for_date
            and histories.customer_id = populations.customer_id
    -- a category list has only products of the category
    where populations.scope != 'category' or populations.population = histories.category
    group by
        histories.made_for_date, populations.scope, populations.population, histories.product_id,
        histories.product_number
),

by_method as (
    select
        bought.*,
        methods.method,
        case when methods.kind = 'trending' then bought.recent_buyer_count else bought.buyer_count end
            as ranked_buyer_count
    from bought
    inner join {{ ref('segments_recommendation_methods') }} as methods
        on bought.scope = methods.fallback_level and methods.kind in ('bestsellers', 'trending')
    where methods.kind = 'bestsellers' or bought.recent_buyer_count > 0
),

ranked as (
    select
        *,
        row_number() over (
            partition by made_for_date, method, population
            order by ranked_buyer_count desc, buyer_count desc, product_id
        ) as product_rank
    from by_method
),

final as (
    select
        ranked.made_for_date,
        ranked.method,
        ranked.scope,
        ranked.population,
        ranked.product_rank,
        ranked.product_id,
        ranked.product_number,
        ranked.buyer_count,
        ranked.recent_buyer_count,
        {{ customer_segments.divide('ranked.ranked_buyer_count', 'sizes.customer_count') }}
        * coalesce(recommendable.priority, 1) as score
    from ranked
    inner join sizes
        on
            ranked.made_for_date = sizes.made_for_date
            and ranked.scope = sizes.scope
            and ranked.population = sizes.population
    left join {{ ref('int_segments__recommendable_products') }} as recommendable
        on ranked.product_id = recommendable.product_id
    where ranked.product_rank <= {{ var('segments_top_product_count') }}
)

select * from final
{% endmacro %}
