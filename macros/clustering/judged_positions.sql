{#- Where segments stand in what rules judge: every feature, and each attribute as the feature it stands for. -#}
{% macro judged_positions() %}
select
        segment_id,
        feature,
        position
    from {{ ref('int_segments__profile_features') }}
    {%- for attribute in customer_segments.attributes_of_type('numeric') %}
    {%- set feature = customer_segments.attribute_setting(attribute, 'stands_for', none) %}
    {%- if feature %}
    union all
    select
        segment_id,
        '{{ feature }}' as feature,
        position
    from {{ ref('int_segments__profile_features') }}
    where feature = '{{ attribute }}'
    {%- endif %}
    {%- endfor %}
{%- endmacro %}
