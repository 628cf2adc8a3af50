-- One row per component of taste: the two categories it sets against each other.
{{ config(enabled=var('segments_preference_components') | int > 0) }}
with

ranked as (
    select
        component,
        category,
        row_number() over (partition by component order by loading desc, category) as rank_from_top,
        row_number() over (partition by component order by loading, category) as rank_from_bottom
    from {{ ref('int_segments__fitted_preferences') }}
),

final as (
    select
        component,
        max(case when rank_from_top = 1 then category end) as first_category,
        max(case when rank_from_bottom = 1 then category end) as last_category
    from ranked
    group by component
)

select * from final
