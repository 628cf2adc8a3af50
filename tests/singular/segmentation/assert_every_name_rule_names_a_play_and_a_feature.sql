-- Fails on each name or play rule with an unknown play or feature, or with a contradiction.
with

rules as (
    select
        rule_order,
        segment_name,
        play,
        feature,
        mean_percentile_min,
        mean_percentile_max
    from {{ ref('segments_name_rules') }}
    union all
    select
        cast(null as integer) as rule_order,
        cast(null as string) as segment_name,
        play,
        feature,
        mean_percentile_min,
        mean_percentile_max
    from {{ ref('segments_play_rules') }}
),

final as (
    select
        rules.rule_order,
        rules.segment_name,
        rules.play,
        rules.feature
    from rules
    left join {{ ref('segments_playbook') }} as playbook on rules.play = playbook.play
    left join {{ ref('int_segments__feature_catalog') }} as catalog on rules.feature = catalog.feature
    where
        playbook.play is null
        or catalog.feature is null
        or rules.mean_percentile_min > rules.mean_percentile_max
    union all
    select
        cast(null as integer) as rule_order,
        words.word as segment_name,
        cast(null as string) as play,
        words.feature
    from {{ ref('segments_name_words') }} as words
    left join {{ ref('int_segments__feature_catalog') }} as catalog on words.feature = catalog.feature
    where catalog.feature is null
    union all
    select
        rule_order,
        min(segment_name) as segment_name,
        min(play) as play,
        'differs between the lines of one rule' as feature
    from rules
    where rule_order is not null
    group by rule_order
    having count(distinct segment_name) > 1 or count(distinct play) > 1
)

select * from final
