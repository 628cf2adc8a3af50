-- One row per segment with a profile: the name and play of the first rule that its profile meets.
{{ config(materialized='view') }}
with

positions as (
    {{ customer_segments.judged_positions() }}
),

rules as (
    select
        *,
        count(*) over (partition by rule_order) as condition_count
    from {{ ref('segments_name_rules') }}
),

-- a rule applies if all its conditions hold
matches as (
    select
        positions.segment_id,
        rules.rule_order,
        min(rules.segment_name) as segment_name,
        min(rules.play) as play
    from positions
    inner join rules
        on
            positions.feature = rules.feature
            and positions.position between rules.position_min and rules.position_max
    group by positions.segment_id, rules.rule_order, rules.condition_count
    having count(distinct positions.feature) = rules.condition_count
),

first_matches as (
    select
        *,
        row_number() over (partition by segment_id order by rule_order) as match_rank
    from matches
),

segments as (
    select segment_id
    from positions
    group by segment_id
),

-- a shop may lack what every rule asks for
final as (
    select
        segments.segment_id,
        coalesce(first_matches.segment_name, 'Everyday customers') as segment_name,
        coalesce(first_matches.play, 'upsell') as play,
        coalesce(first_matches.rule_order, 1000) as rule_order
    from segments
    left join first_matches
        on segments.segment_id = first_matches.segment_id and first_matches.match_rank = 1
)

select * from final
