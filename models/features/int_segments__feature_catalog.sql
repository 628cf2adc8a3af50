-- One row per feature that profiles describe: those every shop may have, and its own attributes.
{%- set listed = customer_segments.order_features() %}
with

attributes as (
    {%- for feature in customer_segments.attribute_features() %}
    select
        '{{ feature }}' as feature,
        'attributes' as family,
        '{{ "share" if "__" in feature else "number" }}' as unit,
        {{ customer_segments.feature_label(feature) }} as label,
        {{ customer_segments.feature_words(feature, 'more') }} as more_means,
        {{ customer_segments.feature_words(feature, 'less') }} as less_means
    {% if not loop.last %}union all{% endif %}
    {%- else %}
    select * from {{ ref('segments_feature_catalog') }}
    where 1 = 0
    {%- endfor %}
),

final as (
    select * from {{ ref('segments_feature_catalog') }}
    union all
    select * from attributes
)

select * from final
