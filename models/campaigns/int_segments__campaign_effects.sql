-- One row per segment and play: the extra orders of one contact, as assumed or updated by past campaigns.
{{ config(materialized='view') }}
with

plays as (
    select
        plays.segment_id,
        plays.play,
        plays.segment_id || '-' || plays.play as campaign_id,
        playbook.assumed_extra_orders,
        -- as uncertain as it is large
        greatest(playbook.assumed_extra_orders, 0.01) as prior_error
    from {{ ref('int_segments__segment_plays') }} as plays
    inner join {{ ref('segments_playbook') }} as playbook on plays.play = playbook.play
),

measured as (
    select
        campaign_id,
        segment_id,
        adjusted_uplift,
        1 / power(standard_error, 2) as precision
    from {{ ref('int_segments__campaign_uplifts') }}
    where is_testable and standard_error > 0 and group_check = 'as expected of a random draw'
),

-- campaigns of the same play first, otherwise all campaigns to the segment
evidence as (
    select
        plays.campaign_id,
        count(*) as result_count,
        measured.campaign_id = plays.campaign_id as is_same_play,
        sum(cast(measured.precision as decimal(30, 6))) as precision,
        sum(cast(measured.precision * measured.adjusted_uplift as decimal(30, 6))) as weighted_uplift,
        row_number() over (
            partition by plays.campaign_id order by measured.campaign_id = plays.campaign_id desc
        ) as preference
    from plays
    inner join measured on plays.segment_id = measured.segment_id
    group by plays.campaign_id, measured.campaign_id = plays.campaign_id
),

final as (
    select
        plays.campaign_id,
        plays.assumed_extra_orders,
        coalesce(evidence.result_count, 0) as result_count,
        -- the mean of the assumption and the results, weighted by their precision
        round(
            case
                when evidence.campaign_id is null then plays.assumed_extra_orders
                else
                    (
                        plays.assumed_extra_orders / power(plays.prior_error, 2)
                        + cast(evidence.weighted_uplift as double)
                    )
                    / (1 / power(plays.prior_error, 2) + cast(evidence.precision as double))
            end, 6
        ) as extra_orders,
        case
            when evidence.campaign_id is null then 'assumed in segments_playbook'
            when evidence.is_same_play then 'updated by results of this campaign'
            else 'updated by results of campaigns to this segment'
        end as effect_source
    from plays
    left join evidence on plays.campaign_id = evidence.campaign_id and evidence.preference = 1
)

select * from final
