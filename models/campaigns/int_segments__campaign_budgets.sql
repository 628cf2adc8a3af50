-- One row per campaign and fifth by value: the customers its budget can contact, highest return first.
{%- set no_limit = 1000000000000 %}
{%- set budget = var('segments_campaign_budget') %}
{%- set budget = no_limit if budget is none else budget %}
{%- set largest_amount = budget * var('segments_campaign_largest_share') if budget < no_limit else no_limit %}
with

-- cells that earn less than they cost get no budget
judged as (
    select
        *,
        coalesce(gain_per_contact >= cost_per_contact, false) as is_worth_its_cost,
        {{ customer_segments.divide('gain_per_contact', 'cost_per_contact') }} as return_on_cost
    from {{ ref('int_segments__campaign_returns') }}
),

wanted as (
    select
        *,
        case when is_worth_its_cost then cast(reachable_count as integer) * cost_per_contact else 0 end
            as wanted_amount,
        row_number() over (order by return_on_cost desc nulls last, campaign_id, stratum) as funding_rank
    from judged
),

-- no campaign gets more than its largest share
limited as (
    select
        *,
        least(
            wanted_amount,
            greatest(
                {{ largest_amount }} + wanted_amount
                - sum(wanted_amount) over (partition by campaign_id order by funding_rank),
                0
            )
        ) as limited_amount
    from wanted
),

queued as (
    select
        *,
        sum(limited_amount) over (order by funding_rank) - limited_amount as spent_before
    from limited
),

granted as (
    select
        *,
        cast(least(limited_amount, greatest({{ budget }} - spent_before, 0)) as decimal(18, 4))
            as granted_amount
    from queued
),

-- whole customers only; contacts without cost need no budget
final as (
    select
        *,
        case
            when not is_worth_its_cost then 0
            when cost_per_contact = 0 then reachable_count
            else cast(floor(round(granted_amount / cost_per_contact, 6)) as bigint)
        end as treatment_count
    from granted
)

select * from final
