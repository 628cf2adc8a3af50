-- One row per segment and play: the play of its name, and further plays whose rules its profile meets.
{{ config(materialized='view') }}
with

segments as (
    select * from {{ ref('int_segments__segments') }}
),

final as (
    select
        segment_id,
        play,
        true as is_main_play
    from segments
    where play is not null
    union all
    select
        earned.segment_id,
        earned.play,
        false as is_main_play
    from {{ ref('int_segments__rule_matches') }} as earned
    left join segments on earned.segment_id = segments.segment_id and earned.play = segments.play
    where earned.rule_kind = 'play' and earned.is_met and segments.segment_id is null
)

select * from final
