-- One row per segment and play: audience, offer, channel, budget and expected gain.
with

campaigns as (
    select
        *,
        case when treatment_count = 0 then 0 else control_count end as held_out_count,
        cast(treatment_count * contact_cost as decimal(18, 4)) as budget_amount
    from {{ ref('int_segments__campaign_budgets') }}
),

final as (
    select
        campaigns.campaign_id,
        campaigns.segment_id,
        dimension.segment_name,
        campaigns.play,
        campaigns.is_main_play,
        playbook.goal,
        playbook.action,
        playbook.offer,
        products.products,
        playbook.channel,
        playbook.most_contacts_per_month,
        cast(campaigns.audience_count as bigint) as audience_count,
        cast(campaigns.held_out_count as bigint) as control_count,
        {{ customer_segments.divide('campaigns.held_out_count', 'campaigns.audience_count') }}
            as control_share,
        cast(campaigns.treatment_count as bigint) as treatment_count,
        campaigns.contact_cost,
        cast(campaigns.funding_rank as integer) as funding_rank,
        campaigns.budget_amount,
        {{ customer_segments.divide('campaigns.budget_amount', 'sum(campaigns.budget_amount) over ()') }}
            as budget_share,
        cast(campaigns.order_value as double) as order_value,
        campaigns.margin_share,
        campaigns.assumed_extra_orders,
        campaigns.return_on_cost,
        cast(
            round(campaigns.treatment_count * campaigns.gain_per_contact, 4)
            as decimal(18, 4)
        ) as expected_gain_amount,
        case
            when campaigns.gain_per_contact is null then 'no gain: the order value is unknown'
            else
                {{ customer_segments.whole_text('campaigns.treatment_count') }} || ' customers x '
                || cast(round(campaigns.assumed_extra_orders, 4) as string)
                || ' extra orders (assumed in segments_playbook) x '
                || {{ customer_segments.short_number('campaigns.order_value') }}
                || ' {{ var("segments_currency") }}'
                || case
                    when campaigns.margin_share is null
                        then '; costs are unknown, so the gain is sales and not profit'
                    else
                        ' x ' || {{ customer_segments.whole_text('100 * campaigns.margin_share') }}
                        || ' % margin'
                end
                || case
                    when not campaigns.is_worth_its_cost
                        then '; no budget: a contact costs more than it earns'
                    when campaigns.treatment_count < campaigns.reachable_count
                        then
                            '; the budget covers '
                            || {{ customer_segments.whole_text('campaigns.treatment_count') }} || ' of '
                            || {{ customer_segments.whole_text('campaigns.reachable_count') }}
                    else ''
                end
        end as how_computed
    from campaigns
    inner join {{ ref('int_segments__segments') }} as dimension on campaigns.segment_id = dimension.segment_id
    inner join {{ ref('segments_playbook') }} as playbook on campaigns.play = playbook.play
    left join {{ ref('int_segments__campaign_products') }} as products
        on campaigns.segment_id = products.segment_id and playbook.product_rule = products.product_rule
)

select * from final
