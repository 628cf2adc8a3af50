-- One row per segment and play: whom to tell what, through which channel, for how much and for what gain.
with

campaigns as (
    select
        *,
        case when treatment_count = 0 then 0 else control_count end as held_out_count,
        cast(treatment_count * contact_cost as {{ customer_segments.type_money() }}) as budget_amount
    from {{ ref('int_segments__campaign_budgets') }}
),

final as (
    select
        campaigns.campaign_id,
        campaigns.segment_id,
        profiles.segment_name,
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
        cast(campaigns.order_value as {{ customer_segments.type_double() }}) as order_value,
        campaigns.margin_share,
        campaigns.assumed_extra_orders,
        campaigns.return_on_cost,
        cast(
            round(campaigns.treatment_count * campaigns.gain_per_contact, 4)
            as {{ customer_segments.type_money() }}
        ) as expected_gain_amount,
        {{ customer_segments.gain_sentence() }} as how_computed
    from campaigns
    inner join {{ ref('segments__profiles') }} as profiles on campaigns.segment_id = profiles.segment_id
    inner join {{ ref('segments_playbook') }} as playbook on campaigns.play = playbook.play
    left join {{ ref('int_segments__campaign_products') }} as products
        on campaigns.segment_id = products.segment_id and playbook.product_rule = products.product_rule
)

select * from final
