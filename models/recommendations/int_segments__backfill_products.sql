-- One row per served method, segment, category and country of customers to backfill, and product: its rank.
{%- set is_capped = var('segments_recommendations_per_category') < var('segments_recommendation_count') %}
{%- set group_key = 'served_method, segment_id, category, country' %}
{#- with a limit per category a group may need so many products of each category #}
{%- set rank_key = group_key ~ (', product_category' if is_capped else '') %}
with

-- customers of one group share the products; the largest need among them limits their number
customer_groups as (
    select
        served_method,
        segment_id,
        category,
        country,
        max(needed_rank) as needed_rank
    from {{ ref('int_segments__backfill_customers') }}
    group by served_method, segment_id, category, country
),

populations as (
    {% for scope, population in [
        ('segment', 'segment_id'), ('category', 'category'), ('country', 'country'), ('shop', "'all'")
    ] -%}
    select
        *,
        '{{ scope }}' as scope,
        {{ population }} as population
    from customer_groups
    {% if not loop.last %}union all{% endif %}
    {% endfor %}
),

-- the served method comes first, then the levels of the backfill
offered as (
    select
        populations.served_method,
        populations.segment_id,
        populations.category,
        populations.country,
        populations.needed_rank,
        lists.method,
        lists.product_id,
        lists.product_category,
        lists.score,
        case when lists.method = populations.served_method then 0 else lists.backfill_order end
            as backfill_order
    from populations
    inner join {{ ref('int_segments__served_lists') }} as lists
        on populations.scope = lists.fallback_level and populations.population = lists.population
    where
        lists.method = populations.served_method
        or (
            lists.backfill_order is not null
            and (lists.fallback_level = 'segment' or '{{ var("segments_recommendation_scope") }}' = 'shop')
        )
),

first_mentions as (
    select
        *,
        row_number() over (
            partition by {{ group_key }}, product_id order by backfill_order
        ) as mention_number
    from offered
),

ranked as (
    select
        *,
        row_number() over (
            partition by {{ rank_key }} order by backfill_order, score desc, product_id
        ) as backfill_rank
    from first_mentions
    where mention_number = 1
),

final as (
    select
        served_method,
        segment_id,
        category,
        country,
        method,
        product_id,
        product_category,
        score,
        backfill_order,
        backfill_rank
    from ranked
    where backfill_rank <= needed_rank
)

select * from final
