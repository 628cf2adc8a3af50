-- One row per campaign and customer: contacted, held out or beyond the budget.
with

members as (
    select * from {{ ref('int_segments__campaign_members') }}
),

cells as (
    select * from {{ ref('int_segments__campaign_budgets') }}
),

turns as (
    select
        *,
        row_number() over (partition by campaign_id, stratum, is_control order by contact_turn) as turn
    from members
),

final as (
    select
        turns.campaign_id,
        turns.customer_id,
        turns.segment_id,
        turns.play,
        playbook.channel,
        case
            when cells.treatment_count = 0 then 'not funded'
            when turns.is_control then 'control'
            when turns.turn <= cells.treatment_count then 'treatment'
            else 'not funded'
        end as contact_group,
        cast(turns.stratum as integer) as value_stratum,
        round(turns.lot, 9) as lot
    from turns
    inner join cells on turns.campaign_id = cells.campaign_id and turns.stratum = cells.stratum
    inner join {{ ref('segments_playbook') }} as playbook on turns.play = playbook.play
)

select * from final
