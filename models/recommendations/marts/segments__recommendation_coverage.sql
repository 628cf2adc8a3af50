-- One row per customer: the number of recommendations, and the reason for any shortfall.
{%- set in_segment = var('segments_recommendation_scope') == 'segment' %}
{%- set offer = "their segment buys most" if in_segment else "may be recommended" %}
{%- set nothing = "their segment has bought nothing" if in_segment else "no product may be recommended" %}
{%- set largest = var('segments_recommendations_per_category') %}
{%- set cap = ', and at most ' ~ largest ~ ' of one category ' ~ ('counts' if largest == 1 else 'count') %}
{%- set cap = cap if largest < var('segments_recommendation_count') else '' %}
with

customers as (
    select * from {{ ref('int_segments__customer_segments') }}
),

recommendations as (
    select
        customer_id,
        count(*) as recommendation_count,
        sum(case when fallback_level = 'personal' then 1 else 0 end) as personal_count
    from {{ ref('segments__recommendations') }}
    group by customer_id
),

-- products that may be recommended, by customer
offered as (
    {% if in_segment -%}
    select distinct
        segment_lists.population as segment_id,
        recommendable.product_id
    from {{ ref('int_segments__population_products') }} as segment_lists
    inner join {{ ref('int_segments__recommendation_dates') }} as dates
        on segment_lists.made_for_date = dates.made_for_date
    inner join {{ ref('int_segments__recommendable_products') }} as recommendable
        on segment_lists.product_id = recommendable.product_id
    where dates.is_current and segment_lists.scope = 'segment'
    {%- else -%}
    select
        served_methods.segment_id,
        recommendable.product_id
    from {{ ref('int_segments__served_methods') }} as served_methods
    cross join {{ ref('int_segments__recommendable_products') }} as recommendable
    {%- endif %}
),

offered_counts as (
    select
        segment_id,
        count(*) as product_count
    from offered
    group by segment_id
),

known as (
    select
        customers.customer_id,
        count(*) as product_count
    from customers
    inner join {{ ref('int_segments__purchase_histories') }} as histories
        on customers.customer_id = histories.customer_id
    inner join offered
        on
            customers.segment_id = offered.segment_id
            and histories.product_id = offered.product_id
    left join recommendations on customers.customer_id = recommendations.customer_id
    where
        histories.is_current
        and coalesce(recommendations.recommendation_count, 0) < {{ var('segments_recommendation_count') }}
    group by customers.customer_id
),

final as (
    select
        customers.customer_id,
        customers.segment_id,
        served_methods.method as segment_method,
        cast({{ var('segments_recommendation_count') }} as integer) as wanted_count,
        cast(coalesce(recommendations.recommendation_count, 0) as integer) as recommendation_count,
        cast(coalesce(recommendations.personal_count, 0) as integer) as personal_count,
        case
            when
                coalesce(recommendations.recommendation_count, 0)
                >= {{ var('segments_recommendation_count') }}
                then null
            when offered_counts.product_count is null then '{{ nothing }}'
            else
                'of the ' || cast(offered_counts.product_count as string)
                || ' products that {{ offer }} they have bought '
                || cast(coalesce(known.product_count, 0) as string) || '{{ cap }}'
        end as shortfall_reason
    from customers
    left join {{ ref('int_segments__served_methods') }} as served_methods
        on customers.segment_id = served_methods.segment_id
    left join recommendations on customers.customer_id = recommendations.customer_id
    left join offered_counts on customers.segment_id = offered_counts.segment_id
    left join known on customers.customer_id = known.customer_id
)

select * from final
