-- One row per segment and rule for names or plays whose conditions its profile meets.
{{ config(materialized='view') }}
with

-- every feature, and each attribute as the feature it stands for
percentiles as (
    select
        segment_id,
        feature,
        mean_percentile
    from {{ ref('int_segments__profile_features') }}
    {%- for attribute in customer_segments.attributes_of_type('numeric') %}
    {%- set feature = customer_segments.attribute_setting(attribute, 'stands_for', none) %}
    {%- if feature %}
    union all
    select
        segment_id,
        '{{ feature }}' as feature,
        mean_percentile
    from {{ ref('int_segments__profile_features') }}
    where feature = '{{ attribute }}'
    {%- endif %}
    {%- endfor %}
),

conditions as (
    select
        'name' as rule_kind,
        rule_order,
        segment_name,
        play,
        feature,
        mean_percentile_min,
        mean_percentile_max
    from {{ ref('segments_name_rules') }}
    union all
    select
        'play' as rule_kind,
        0 as rule_order,
        cast(null as string) as segment_name,
        play,
        feature,
        mean_percentile_min,
        mean_percentile_max
    from {{ ref('segments_play_rules') }}
),

rules as (
    select
        *,
        count(*) over (partition by rule_kind, rule_order, segment_name, play) as condition_count
    from conditions
),

matched as (
    select
        percentiles.segment_id,
        rules.rule_kind,
        rules.rule_order,
        rules.segment_name,
        rules.play
    from percentiles
    inner join rules
        on
            percentiles.feature = rules.feature
            and percentiles.mean_percentile between rules.mean_percentile_min and rules.mean_percentile_max
    group by
        percentiles.segment_id, rules.rule_kind, rules.rule_order, rules.segment_name, rules.play,
        rules.condition_count
    having count(distinct percentiles.feature) = rules.condition_count
),

-- every word of the name, and the play, is true of enough of the segment's customers
final as (
    select matched.*
    from matched
    left join {{ ref('int_segments__word_shares') }} as untrue
        on
            matched.segment_id = untrue.segment_id
            and untrue.true_share < {{ customer_segments.smallest_true_share() }}
            and (
                matched.play = untrue.word
                or {{ customer_segments.holds_word('matched.segment_name', 'untrue.word') }}
            )
    where untrue.segment_id is null
)

select * from final
