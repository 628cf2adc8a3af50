-- One row per campaign and fifth of its segment by value: customers, cost and expected gain of one contact.
with

features as (
    select
        customer_id,
        sales_amount,
        order_count
    from {{ ref('int_segments__customer_order_features') }}
    where is_current
),

cells as (
    select
        members.campaign_id,
        members.segment_id,
        members.play,
        members.is_main_play,
        members.stratum,
        count(*) as audience_count,
        sum(case when members.is_control then 1 else 0 end) as control_count,
        sum(case when members.is_control then 0 else 1 end) as reachable_count,
        {{ customer_segments.divide('sum(features.sales_amount)', 'sum(features.order_count)') }}
            as own_order_value
    from {{ ref('int_segments__campaign_members') }} as members
    left join features on members.customer_id = features.customer_id
    group by members.campaign_id, members.segment_id, members.play, members.is_main_play, members.stratum
),

shop as (
    select {{ customer_segments.divide('sum(sales_amount)', 'sum(order_count)') }} as order_value
    from features
),

margins as (
    select
        {{ customer_segments.divide(
            'sum(costed_net_amount - cost_amount)', 'sum(costed_net_amount)'
        ) }} as margin_share
    from {{ ref('int_segments__customer_profits') }}
),

valued as (
    select
        cells.*,
        playbook.contact_cost,
        playbook.offer_cost_share,
        playbook.offer_cost_per_order,
        effects.extra_orders,
        effects.effect_source,
        margins.margin_share,
        coalesce(segment_rates.base_rate, all_rates.base_rate) as base_rate,
        -- an assumption about people who never ordered is no evidence of a gain; a result is
        coalesce(
            cells.own_order_value, case when effects.result_count > 0 then shop.order_value end
        ) as order_value
    from cells
    inner join {{ ref('segments_playbook') }} as playbook on cells.play = playbook.play
    inner join
        {{ ref('int_segments__campaign_effects') }} as effects
        on cells.campaign_id = effects.campaign_id
    left join
        {{ ref('int_segments__base_rates') }} as segment_rates
        on cells.segment_id = segment_rates.segment_id
    left join {{ ref('int_segments__base_rates') }} as all_rates
        on all_rates.segment_id = 'all' and cells.segment_id != {{ customer_segments.segment_id('0') }}
    cross join shop
    cross join margins
),

-- the offer is taken by those who would have ordered anyway, too
final as (
    select
        *,
        cast(round(
            contact_cost + greatest(coalesce(base_rate, 0) + extra_orders, 0)
            * (offer_cost_share * coalesce(order_value, 0) + offer_cost_per_order), 4
        ) as decimal(18, 4)) as cost_per_contact,
        -- without costs the gain is sales
        round(extra_orders * order_value * coalesce(margin_share, 1), 6) as gain_per_contact
    from valued
)

select * from final
