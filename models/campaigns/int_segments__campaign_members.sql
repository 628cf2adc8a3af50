-- One row per campaign and customer of its segment: control or treatment, and contact order.
with

drawn as (
    select
        plays.segment_id || '-' || plays.play as campaign_id,
        plays.segment_id,
        plays.play,
        plays.is_main_play,
        segments.customer_id,
        -- independent draws per campaign
        {{ customer_segments.hash_share(
            "'" ~ var('segments_campaign_salt') ~ "|' || plays.segment_id || '-' || plays.play || '|' || segments.customer_id"
        ) }} as lot
    from {{ ref('int_segments__segment_plays') }} as plays
    inner join {{ ref('int_segments__customer_segments') }} as segments
        on plays.segment_id = segments.segment_id
),

final as (
    select
        *,
        lot < {{ var('segments_holdout_share') }} as is_control,
        row_number() over (
            partition by campaign_id, lot < {{ var('segments_holdout_share') }}
            order by lot, customer_id
        ) as contact_turn
    from drawn
)

select * from final
