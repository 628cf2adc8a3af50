-- One row per segment and play: the play its name brings, and those its profile earns besides.
{{ config(materialized='view') }}
with

names as (
    select * from {{ ref('int_segments__segment_names') }}
),

rules as (
    select
        *,
        count(*) over (partition by play) as condition_count
    from {{ ref('segments_play_rules') }}
),

positions as (
    {{ customer_segments.judged_positions() }}
),

earned as (
    select
        positions.segment_id,
        rules.play
    from positions
    inner join rules
        on
            positions.feature = rules.feature
            and positions.position between rules.position_min and rules.position_max
    group by positions.segment_id, rules.play, rules.condition_count
    having count(distinct positions.feature) = rules.condition_count
),

final as (
    select
        segment_id,
        play,
        true as is_main_play
    from names
    union all
    select
        earned.segment_id,
        earned.play,
        false as is_main_play
    from earned
    left join names on earned.segment_id = names.segment_id and earned.play = names.play
    where names.segment_id is null
)

select * from final
