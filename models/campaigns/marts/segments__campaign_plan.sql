-- One row per segment and play: recipients, offer, budget, expected gain, and what can be measured.
with

campaigns as (
    select
        *,
        row_number() over (order by funding_rank) as campaign_rank,
        cast({{ customer_segments.divide('weighted_order_value', 'weight') }} as double) as order_value
    from {{ ref('int_segments__planned_campaigns') }}
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
        cast(campaigns.control_count as bigint) as control_count,
        {{ customer_segments.divide(
            'campaigns.control_count', 'campaigns.control_count + campaigns.treatment_count'
        ) }}
            as control_share,
        cast(campaigns.treatment_count as bigint) as treatment_count,
        campaigns.contact_cost,
        cast(
            round(
                {{ customer_segments.divide('campaigns.weighted_cost', 'campaigns.weight') }}, 4
            ) as decimal(
                12, 4
            )
        )
            as cost_per_contact,
        cast(campaigns.campaign_rank as integer) as funding_rank,
        campaigns.budget_amount,
        {{ customer_segments.divide('campaigns.budget_amount', 'sum(campaigns.budget_amount) over ()') }}
            as budget_share,
        campaigns.order_value,
        campaigns.margin_share,
        playbook.assumed_extra_orders,
        campaigns.extra_orders as expected_extra_orders,
        campaigns.effect_source,
        {{ customer_segments.divide('campaigns.weighted_gain', 'campaigns.weighted_cost') }}
            as return_on_cost,
        case
            when campaigns.order_value is not null
                then case when campaigns.margin_share is null then 'sales' else 'gross profit' end
        end as gain_basis,
        campaigns.gain_amount as expected_gain_amount,
        campaigns.base_rate,
        case when campaigns.treatment_count > 0 then power.statistical_power end as statistical_power,
        case when campaigns.treatment_count > 0 then power.smallest_detectable_uplift end
            as smallest_detectable_uplift,
        case when campaigns.treatment_count > 0 then power.needed_control_count end as needed_control_count,
        case
            when campaigns.treatment_count = 0 then 'not funded'
            when power.statistical_power >= 0.8 then 'can be measured'
            when power.needed_control_count is not null
                then
                    'needs a control group of '
                    || {{ customer_segments.whole_text('power.needed_control_count') }}
            else
                'cannot be measured at this size'
                || coalesce(
                    ': needs '
                    || {{ customer_segments.whole_text('power.needed_customer_count') }}
                    || ' customers',
                    ''
                )
        end as measurability,
        case
            when campaigns.order_value is null
                then 'no gain is stated: no order of these customers is known, nor a result of a campaign'
            else
                {{ customer_segments.whole_text('campaigns.treatment_count') }} || ' customers x '
                || cast(round(campaigns.extra_orders, 4) as string)
                || ' extra orders (' || campaigns.effect_source || ') x '
                || {{ customer_segments.short_number('campaigns.order_value') }}
                || '{{ customer_segments.money_unit() }}'
                || case
                    when campaigns.margin_share is null
                        then
                            '; costs of products are unknown, so the gain is sales and not profit'
                            || case
                                when
                                    campaigns.weighted_cost > 0
                                    and campaigns.weighted_gain > campaigns.weighted_cost
                                    then
                                        ', worth the cost at a margin above '
                                        || {{ customer_segments.whole_text(
                                            '100 * campaigns.weighted_cost / campaigns.weighted_gain'
                                        ) }}
                                        || ' %'
                                else ''
                            end
                    else
                        ' x ' || {{ customer_segments.whole_text('100 * campaigns.margin_share') }}
                        || ' % margin'
                end
                || case
                    when campaigns.treatment_count = 0 and campaigns.weighted_gain < campaigns.weighted_cost
                        then '; no budget: a contact and its offer cost more than they bring'
                    when campaigns.treatment_count < campaigns.reachable_count
                        then
                            '; '
                            || {{ customer_segments.whole_text('campaigns.treatment_count') }} || ' of '
                            || {{ customer_segments.whole_text('campaigns.reachable_count') }}
                            || case
                                when campaigns.margin_share is null
                                    then ' have expected sales above their cost within the budget'
                                else ' are worth their cost within the budget'
                            end
                    else ''
                end
        end as how_computed
    from campaigns
    inner join {{ ref('int_segments__segments') }} as dimension on campaigns.segment_id = dimension.segment_id
    inner join {{ ref('segments_playbook') }} as playbook on campaigns.play = playbook.play
    left join {{ ref('int_segments__campaign_power') }} as power on campaigns.campaign_id = power.campaign_id
    left join {{ ref('int_segments__campaign_products') }} as products
        on campaigns.segment_id = products.segment_id and playbook.product_rule = products.product_rule
)

select * from final
