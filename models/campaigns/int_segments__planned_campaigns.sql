-- One row per campaign: its fifths by value added up.
{{ config(materialized='view') }}
with

-- what a campaign would bring is computed where it is not funded, too
cells as (
    select
        *,
        case
            when sum(treatment_count) over (partition by campaign_id) > 0 then treatment_count
            else reachable_count
        end as weight
    from {{ ref('int_segments__campaign_budgets') }}
),

final as (
    select
        campaign_id,
        segment_id,
        play,
        is_main_play,
        contact_cost,
        base_rate,
        extra_orders,
        effect_source,
        margin_share,
        min(funding_rank) as funding_rank,
        sum(audience_count) as audience_count,
        sum(reachable_count) as reachable_count,
        sum(case when treatment_count > 0 then control_count else 0 end) as control_count,
        sum(treatment_count) as treatment_count,
        cast(sum(cast(treatment_count as integer) * cost_per_contact) as decimal(18, 4)) as budget_amount,
        cast(
            sum(cast(treatment_count as integer) * cast(gain_per_contact as decimal(18, 6))) as decimal(18, 4)
        ) as gain_amount,
        sum(cast(weight as integer) * cost_per_contact) as weighted_cost,
        sum(cast(weight as integer) * cast(gain_per_contact as decimal(18, 6))) as weighted_gain,
        sum(cast(weight as integer) * cast(order_value as decimal(18, 6))) as weighted_order_value,
        sum(weight) as weight
    from cells
    group by
        campaign_id, segment_id, play, is_main_play, contact_cost, base_rate, extra_orders, effect_source,
        margin_share
)

select * from final
