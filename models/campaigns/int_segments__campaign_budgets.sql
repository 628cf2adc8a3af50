-- One row per campaign: the customers its budget can contact, highest return first.
{%- set no_limit = 1000000000000 %}
{%- set budget = var('segments_campaign_budget') %}
{%- set budget = no_limit if budget is none else budget %}
{%- set largest_amount = budget * var('segments_campaign_largest_share') if budget < no_limit else no_limit %}
with

-- campaigns that earn less than they cost get no budget
judged as (
    select
        *,
        coalesce(gain_per_contact >= contact_cost, false) as is_worth_its_cost,
        {{ customer_segments.divide('gain_per_contact', 'contact_cost') }} as return_on_cost
    from {{ ref('int_segments__campaign_returns') }}
),

wanted as (
    select
        *,
        cast(
            case
                when not is_worth_its_cost then 0
                when reach_cost > {{ largest_amount }} then {{ largest_amount }}
                else reach_cost
            end as decimal(18, 4)
        ) as wanted_amount,
        row_number() over (order by return_on_cost desc nulls last, campaign_id) as funding_rank
    from judged
),

queued as (
    select
        *,
        sum(wanted_amount) over (order by funding_rank) - wanted_amount as spent_before
    from wanted
),

granted as (
    select
        *,
        case
            when spent_before >= {{ budget }} then 0
            when spent_before + wanted_amount > {{ budget }} then {{ budget }} - spent_before
            else wanted_amount
        end as granted_amount
    from queued
),

-- whole customers only; campaigns without cost need no budget
final as (
    select
        *,
        case
            when not is_worth_its_cost then 0
            when contact_cost = 0 then reachable_count
            else cast(floor(round(granted_amount / contact_cost, 6)) as bigint)
        end as treatment_count
    from granted
)

select * from final
