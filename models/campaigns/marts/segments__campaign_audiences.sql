-- One row per campaign and customer of its segment: contacted, held out or beyond the budget.
with

members as (
    select * from {{ ref('int_segments__campaign_members') }}
),

campaigns as (
    select * from {{ ref('int_segments__campaign_budgets') }}
),

final as (
    select
        members.campaign_id,
        members.customer_id,
        members.segment_id,
        members.play,
        playbook.channel,
        case
            when campaigns.treatment_count = 0 then 'not funded'
            when members.is_control then 'control'
            when members.contact_turn <= campaigns.treatment_count then 'treatment'
            else 'not funded'
        end as contact_group,
        round(members.lot, 9) as lot
    from members
    inner join campaigns on members.campaign_id = campaigns.campaign_id
    inner join {{ ref('segments_playbook') }} as playbook on members.play = playbook.play
)

select * from final
