-- One row per customer who bought from a category: their score on each component of category shares.
{{ config(enabled=var('segments_preference_components') | int > 0) }}
{%- set evidence = customer_segments.tuning('preference_evidence') %}
with

bought as (
    select
        customer_id,
        category,
        sale_line_count,
        sum(sale_line_count) over (partition by customer_id) as customer_line_count
    from {{ ref('int_segments__customer_categories') }}
),

loadings as (
    select * from {{ ref('int_segments__fitted_preferences') }}
),

-- contribution of the shop's mix and of the mean customer, the same for all
constants as (
    select
        component,
        sum(cast(loading * base_share as decimal(28, 15))) as base_score,
        sum(cast(loading * center as decimal(28, 15))) as center_score
    from loadings
    group by component
),

scores as (
    select
        bought.customer_id,
        constants.component,
        max(bought.customer_line_count) as customer_line_count,
        max(constants.base_score) as base_score,
        max(constants.center_score) as center_score,
        -- categories too rare for a loading count in the total of lines only
        sum(cast(coalesce(loadings.loading, 0) * bought.sale_line_count as decimal(28, 12))) as own_score
    from bought
    cross join constants
    left join loadings
        on bought.category = loadings.category and constants.component = loadings.component
    group by bought.customer_id, constants.component
),

components as (
    select
        customer_id,
        component,
        (
            cast(own_score as double)
            + {{ evidence }} * cast(base_score as double)
        ) / (customer_line_count + {{ evidence }})
        - cast(center_score as double) as score
    from scores
),

final as (
    select
        {%- for feature in customer_segments.preference_features() %}
        max(case when component = {{ loop.index }} then round(score, 12) end) as {{ feature }},
        {%- endfor %}
        customer_id
    from components
    group by customer_id
)

select * from final
