-- Fails on each naming rule that points at no play, at no feature, or contradicts itself.
with

rules as (
    select * from {{ ref('segments_name_rules') }}
),

final as (
    select
        rules.rule_order,
        rules.segment_name,
        rules.play,
        rules.feature
    from rules
    left join {{ ref('segments_playbook') }} as playbook on rules.play = playbook.play
    left join {{ ref('segments_feature_catalog') }} as catalog on rules.feature = catalog.feature
    where
        playbook.play is null
        or catalog.feature is null
        or rules.position_min > rules.position_max
    union all
    select
        rule_order,
        min(segment_name) as segment_name,
        min(play) as play,
        'differs between the lines of one rule' as feature
    from rules
    group by rule_order
    having count(distinct segment_name) > 1 or count(distinct play) > 1
)

select * from final
