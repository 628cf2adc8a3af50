-- One row per feature that profiles describe: the standard features and the shop's own attributes.
{%- set ordered = customer_segments.attributes_of_type('ordered') %}
with

standard as (
    {%- for feature, place, family, unit, label, more_means, less_means in customer_segments.feature_list()
        if feature in customer_segments.catalogued_features() %}
    select
        '{{ feature }}' as feature,
        '{{ family }}' as family,
        '{{ unit }}' as unit,
        '{{ label }}' as label,
        '{{ more_means }}' as more_means,
        '{{ less_means }}' as less_means
    {% if not loop.last %}union all{% endif %}
    {%- endfor %}
),

{%- if customer_segments.attribute_features() %}

coded as (
    {%- for feature in customer_segments.attribute_features() %}
    select
        '{{ feature }}' as feature,
        'attributes' as family,
        '{{ "share" if "__" in feature else "level" if feature in ordered else "number" }}' as unit,
        {{ customer_segments.feature_label(feature) }} as label,
        {{ customer_segments.feature_words(feature, 'more') }} as more_means,
        {{ customer_segments.feature_words(feature, 'less') }} as less_means
    {% if not loop.last %}union all{% endif %}
    {%- endfor %}
),

levels as (
    select
        attribute || '__' || cast(code as string) as feature,
        ' of rank ' || cast(code as string) as code_text,
        ': ' || attribute_level as level_text
    from {{ ref('int_segments__attribute_levels') }}
    where code is not null and not is_ordered
),

-- a level of a category is said by its own name
attributes as (
    select
        coded.feature,
        coded.family,
        coded.unit,
        {%- for text in ['label', 'more_means', 'less_means'] %}
        coalesce(replace(coded.{{ text }}, levels.code_text, levels.level_text), coded.{{ text }}) as {{ text }}
        {%- if not loop.last %},{% endif %}
        {%- endfor %}
    from coded
    left join levels on coded.feature = levels.feature
),
{%- endif %}

{%- if customer_segments.preference_features() %}

loadings as (
    select
        component,
        category,
        row_number() over (partition by component order by loading desc, category) as rank_from_top,
        row_number() over (partition by component order by loading, category) as rank_from_bottom
    from {{ ref('int_segments__fitted_preferences') }}
),

-- a component is named by its categories of largest and smallest loading
preferences as (
    select
        'preference_' || cast(component as string) as feature,
        'preference' as family,
        'change' as unit,
        'Prefers ' || max(case when rank_from_top = 1 then category end)
        || ' over ' || max(case when rank_from_bottom = 1 then category end) as label,
        'preferring ' || max(case when rank_from_top = 1 then category end) as more_means,
        'preferring ' || max(case when rank_from_bottom = 1 then category end) as less_means
    from loadings
    group by component
),
{%- endif %}

final as (
    select * from standard
    {%- if customer_segments.attribute_features() %}
    union all
    select * from attributes
    {%- endif %}
    {%- if customer_segments.preference_features() %}
    union all
    select * from preferences
    {%- endif %}
)

select * from final
