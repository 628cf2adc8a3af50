-- One row per campaign: its audience, the cost of contacting it, and the expected gain of one contact.
with

members as (
    select
        campaign_id,
        segment_id,
        play,
        is_main_play,
        count(*) as audience_count,
        sum(case when is_control then 1 else 0 end) as control_count,
        sum(case when is_control then 0 else 1 end) as reachable_count
    from {{ ref('int_segments__campaign_members') }}
    group by campaign_id, segment_id, play, is_main_play
),

profiles as (
    select
        *,
        {{ customer_segments.divide('sales_amount', 'order_count') }} as order_value
    from {{ ref('segments__profiles') }}
),

-- customers without an order are expected to order as the others do
shop as (
    select {{ customer_segments.divide('sum(sales_amount)', 'sum(order_count)') }} as order_value
    from profiles
),

margins as (
    select
        {{ customer_segments.divide(
            'sum(costed_net_amount - cost_amount)', 'sum(costed_net_amount)'
        ) }} as margin_share
    from {{ ref('int_segments__customer_profits') }}
),

final as (
    select
        members.*,
        playbook.contact_cost,
        playbook.assumed_extra_orders,
        coalesce(profiles.order_value, shop.order_value) as order_value,
        margins.margin_share,
        members.reachable_count * playbook.contact_cost as reach_cost,
        -- without costs the gain is sales
        round(
            playbook.assumed_extra_orders * coalesce(profiles.order_value, shop.order_value)
            * coalesce(margins.margin_share, 1), 6
        ) as gain_per_contact
    from members
    inner join {{ ref('segments_playbook') }} as playbook on members.play = playbook.play
    inner join profiles on members.segment_id = profiles.segment_id
    cross join shop
    cross join margins
)

select * from final
