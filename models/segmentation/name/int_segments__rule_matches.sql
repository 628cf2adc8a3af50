-- One row per segment and rule for names or plays that its profile meets within the error.
{{ config(materialized='view') }}
{%- set share = customer_segments.smallest_true_share() %}
with

-- every feature, and each attribute as the feature it stands for
percentiles as (
    select
        segment_id,
        feature,
        mean_percentile,
        coalesce(mean_percentile_low, mean_percentile) as low,
        coalesce(mean_percentile_high, mean_percentile) as high
    from {{ ref('int_segments__profile_features') }}
    {%- for attribute in customer_segments.attributes_of_type('numeric') %}
    {%- set feature = customer_segments.attribute_setting(attribute, 'stands_for', none) %}
    {%- if feature %}
    union all
    select
        segment_id,
        '{{ feature }}' as feature,
        mean_percentile,
        coalesce(mean_percentile_low, mean_percentile) as low,
        coalesce(mean_percentile_high, mean_percentile) as high
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

-- within, at and beyond the error of the segment's mean percentiles
matched as (
    select
        percentiles.segment_id,
        rules.rule_kind,
        rules.rule_order,
        rules.segment_name,
        rules.play,
        min(case
            when percentiles.mean_percentile < rules.mean_percentile_min then 0
            when percentiles.mean_percentile > rules.mean_percentile_max then 0
            else 1
        end) = 1 as is_met,
        min(case
            when percentiles.low < rules.mean_percentile_min and rules.mean_percentile_min > 0 then 0
            when percentiles.high > rules.mean_percentile_max and rules.mean_percentile_max < 1 then 0
            else 1
        end) = 1 as is_sure
    from percentiles
    inner join rules
        on
            percentiles.feature = rules.feature
            and percentiles.high >= rules.mean_percentile_min
            and percentiles.low <= rules.mean_percentile_max
    group by
        percentiles.segment_id, rules.rule_kind, rules.rule_order, rules.segment_name, rules.play,
        rules.condition_count
    having count(distinct percentiles.feature) = rules.condition_count
),

-- every word of the name, and the play, is true of enough of the segment's customers
final as (
    select
        matched.segment_id,
        matched.rule_kind,
        matched.rule_order,
        matched.segment_name,
        matched.play,
        matched.is_met and coalesce(min(words.true_share) >= {{ share }}, true) as is_met,
        matched.is_sure
        and coalesce(min(words.true_share - coalesce(words.true_share_error, 0)) >= {{ share }}, true)
            as is_sure
    from matched
    left join {{ ref('int_segments__word_shares') }} as words
        on
            matched.segment_id = words.segment_id
            and (
                matched.play = words.word
                or {{ customer_segments.holds_word('matched.segment_name', 'words.word') }}
            )
    group by
        matched.segment_id, matched.rule_kind, matched.rule_order, matched.segment_name, matched.play,
        matched.is_met, matched.is_sure
    -- a word that is not true of enough customers within the error
    having coalesce(min(words.true_share + coalesce(words.true_share_error, 0)) >= {{ share }}, true)
)

select * from final
