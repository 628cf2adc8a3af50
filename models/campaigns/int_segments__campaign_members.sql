-- One row per campaign and customer: control customers of the segment in all its campaigns, others in one.
with

members as (
    select
        segments.segment_id,
        segments.customer_id,
        {{ customer_segments.hash_share(
            "'" ~ var('segments_campaign_salt') ~ "|' || segments.segment_id || '|' || segments.customer_id"
        ) }} as lot,
        row_number() over (
            partition by segments.segment_id
            order by features.net_amount desc nulls last, segments.customer_id
        ) as value_rank,
        count(*) over (partition by segments.segment_id) as member_count
    from {{ ref('int_segments__customer_segments') }} as segments
    left join {{ ref('int_segments__customer_order_features') }} as features
        on segments.customer_id = features.customer_id and features.is_current
    -- who gave everything back, or has only returns, is no prospect for a first order
    where
        segments.segment_id != {{ customer_segments.segment_id('0') }}
        or features.customer_id is null
        or features.is_stated
),

-- fifths of the segment by value, 1 the most valuable
strata as (
    select
        *,
        cast(floor(5 * (value_rank - 1) / cast(member_count as double)) as integer) + 1 as stratum
    from members
),

-- exact in the segment: the control group of a stratum is the difference of two rounded totals
drawn as (
    select
        *,
        row_number() over (partition by segment_id, stratum order by lot, customer_id) as lot_rank,
        floor(
            round(
                {{ var('segments_holdout_share') }}
                * (max(value_rank) over (partition by segment_id, stratum)),
                6
            )
            + 0.5
        )
        - floor(round(
            {{ var('segments_holdout_share') }}
            * (min(value_rank) over (partition by segment_id, stratum) - 1),
            6
        ) + 0.5) as quota
    from strata
),

-- those who are not held out take turns among the plays, from fifth to fifth
turns as (
    select
        *,
        lot_rank <= quota as is_control,
        row_number() over (partition by segment_id, lot_rank <= quota order by stratum, lot_rank) as turn
    from drawn
),

plays as (
    select
        *,
        row_number() over (partition by segment_id order by is_main_play desc, play) as play_number,
        count(*) over (partition by segment_id) as play_count
    from {{ ref('int_segments__segment_plays') }}
),

final as (
    select
        plays.segment_id || '-' || plays.play as campaign_id,
        plays.segment_id,
        plays.play,
        plays.is_main_play,
        turns.customer_id,
        turns.stratum,
        turns.lot,
        turns.is_control,
        cast(turns.lot_rank as integer) as contact_turn
    from turns
    inner join plays
        on
            turns.segment_id = plays.segment_id
            and (turns.is_control or (turns.turn - 1) % plays.play_count = plays.play_number - 1)
)

select * from final
