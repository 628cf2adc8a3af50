-- One row per check of the data behind the segments: what it measures.
{%- set validity = ['validity']
    if var('segments_using_evaluation') | as_bool and var('segments_using_history') | as_bool else [] %}
{%- set contacts = ['contacts'] if var('segments_using_campaigns') | as_bool else [] %}
{%- set offers = ['offers'] if var('segments_using_recommendations') | as_bool else [] %}
{%- set lifetimes = ['lifetimes'] if var('segments_using_lifetime_value') | as_bool else [] %}
with

counted as (
    select
        count(*) as line_count,
        sum(case when is_accepted then 1 else 0 end) as accepted_count,
        sum(case when rejection_reasons like '%customer_id_missing%' then 1 else 0 end) as anonymous_count,
        sum(
            case when is_accepted or rejection_reasons = 'customer_id_missing' then 0 else 1 end
        ) as rejected_count,
        min(case when is_accepted then cast(ordered_at as date) end) as first_date,
        max(case when is_accepted then cast(ordered_at as date) end) as last_date
    from {{ ref(customer_segments.order_lines_model()) }}
    where not is_added
),

unknown_statuses as (
    select
        unknown_status,
        count(*) as line_count,
        cast(sum(line_amount) as decimal(18, 2)) as amount
    from {{ ref(customer_segments.order_lines_model()) }}
    where is_accepted and not is_added and unknown_status is not null
    group by unknown_status
),

unknown_words as (
    select
        coalesce(sum(line_count), 0) as unknown_count,
        replace({{ customer_segments.ordered_text(
            "unknown_status || ' (' || cast(line_count as string) || ' lines, ' || cast(amount as string) || '"
            ~ customer_segments.money_unit() ~ ")'",
            'line_count desc, unknown_status'
        ) }}, '|', ', ') as words
    from unknown_statuses
),

lines as (
    select
        counted.*,
        unknown_words.*,
        {{ customer_segments.days_between('first_date', 'last_date') }} as history_days,
        {{ customer_segments.add_months("cast(date_trunc('month', last_date) as date)", 1) }} as next_month
    from counted
    cross join unknown_words
),

buyers as (
    select
        count(*) as buyer_count,
        sum(case when order_count >= 2 then 1 else 0 end) as repeat_buyer_count,
        sum(net_amount) as net_amount,
        max(net_amount) as largest_net_amount,
        min(days_since_last_order) as quiet_days,
        count(*) = 0 or count(net_amount) > 0 as states_money
    from {{ ref('int_segments__customer_order_features') }}
    where is_current and order_count > 0
),

-- recency scores are ranks: where everybody ordered lately the lowest have, too
low_scores as (
    select
        {{ customer_segments.divide(
            'sum(case when days_since_last_order < 30 then 1 else 0 end)', 'count(*)'
        ) }} as recent_share
    from {{ ref('int_segments__customer_rfm') }}
    where is_current and 5 * recency_score <= 2 * {{ customer_segments.rfm_score_count() }}
),

product_sums as (
    select
        product_id,
        sum(quantity) as unit_count,
        sum(line_amount) as amount
    from {{ ref(customer_segments.order_lines_model()) }}
    where is_accepted and quantity > 0
    group by product_id
),

product_shares as (
    select
        product_id,
        {{ customer_segments.divide('unit_count', 'sum(unit_count) over ()') }} as unit_share,
        {{ customer_segments.divide('amount', 'sum(amount) over ()') }} as amount_share
    from product_sums
),

-- a product measured by weight or volume has far more units than its sales say
measured_goods as (
    select
        product_id,
        unit_share,
        unit_share - amount_share as excess_share
    from product_shares
    order by unit_share - amount_share desc nulls last, product_id
    limit 1
),

categories as (
    select count(distinct category) as category_count
    from {{ ref('int_segments__customer_categories') }}
),
{%- if contacts %}

contacts as (
    select
        count(*) as contact_count,
        -- null without contacts, which another check says
        sum(case when contact_group = 'control' then 1 else 0 end) as control_count
    from {{ ref('int_segments__campaign_contacts') }}
    where is_accepted
),
{%- endif %}
{%- if lifetimes %}

lifetimes as (
    select coalesce(sum(case when is_best and has_skill then 1 else 0 end), 0) as skilled_count
    from {{ ref('int_segments__lifetime_choice') }}
),

-- by how much all past windows missed in one direction
misses as (
    select
        case
            when min(measured_value) > 0 then min(measured_value)
            when max(measured_value) < 0 then -max(measured_value)
            when count(measured_value) > 0 then 0
        end as common_bias
    from {{ ref('segments__lifetime_value_backtest') }}
    where is_served and metric = 'bias'
),
{%- endif %}

{%- if offers %}

-- of products new to the customer, by the best method
offers as (
    select max(value) as hit_rate
    from {{ ref('segments__recommendation_backtest') }}
    where evaluation_set = 'unseen' and metric = 'hit_rate' and segment_id = 'all'
),
{%- endif %}

chosen as (
    select
        max(candidates.stability) as stability,
        max(segments.segment_rank) as cluster_count
    from {{ ref('segments__cluster_candidates') }} as candidates
    cross join {{ ref('int_segments__segments') }} as segments
    where candidates.is_chosen
),

-- what one half of the customers does not predict for the other is no group
clustered as (
    select
        max(case
            when prediction_strength >= {{ customer_segments.tuning('smallest_prediction_strength') }}
                then null_adjusted_silhouette
            else least(null_adjusted_silhouette, 0)
        end) as tendency
    from {{ ref('segments__cluster_candidates') }}
),
{%- if validity %}

validity as (
    select max(adjusted_eta_squared_low) as explained_share
    from {{ ref('segments__predictive_validity') }}
    where method = 'segments' and outcome = 'activity'
),
{%- endif %}

final as (
    {%- for check_name, value, source in [
        ('order lines', 'line_count', 'lines'),
        ('buyers', 'buyer_count', 'buyers'),
        ('days of history', 'history_days', 'lines'),
        ('share of buyers who came back', customer_segments.divide('repeat_buyer_count', 'buyer_count'), 'buyers'),
        ('share of lines without a customer', customer_segments.divide('anonymous_count', 'line_count'), 'lines'),
        ('share of lines rejected for other reasons', customer_segments.divide('rejected_count', 'line_count'), 'lines'),
        ('share of lines of unknown status', customer_segments.divide('unknown_count', 'line_count'), 'lines'),
        ('share of revenue from the largest customer',
            customer_segments.divide('largest_net_amount', 'net_amount'), 'buyers'),
        ('days without an order before the as-of date', 'quiet_days', 'buyers'),
        ('share of customers of a low recency score who ordered in the last 30 days', 'recent_share', 'low_scores'),
        ('share of units of one product beyond its share of sales', 'excess_share', 'measured_goods'),
        ('days that the last month lacks', customer_segments.days_between('last_date', 'next_month') ~ ' - 1', 'lines'),
        ('product categories', 'category_count', 'categories'),
        ('stability of the weakest segment', 'stability', 'chosen'),
        ('segments', 'cluster_count', 'chosen'),
        ('distinct groups', 'tendency', 'clustered')
    ] + ([('activity explained by the segments', 'explained_share', 'validity')] if validity else [])
    + ([
        ('campaign contacts', 'contact_count', 'contacts'),
        ('customers held out of campaigns', 'control_count', 'contacts')
    ] if contacts else [])
    + ([
        ('methods of lifetime value with skill', 'skilled_count', 'lifetimes'),
        ('bias that the lifetime totals of all past windows share', 'common_bias', 'misses')
    ] if lifetimes else [])
    + ([('share of customers who bought what would have been recommended', 'hit_rate', 'offers')] if offers else []) %}
    select
        '{{ check_name }}' as check_name,
        {{ value }} as measured_value,
        {{ {
            'share of lines of unknown status': "' ' || coalesce(words, '') || '.'",
            'share of units of one product beyond its share of sales': "' Product ' || product_id || ' has ' || " ~ customer_segments.share_text('unit_share')
                ~ " || ' of all units.'"
        }.get(check_name, "''") }} as detail,
        {{ 'states_money' if 'revenue' in check_name else 'true' }} as is_stated
    from {{ source }}
    {%- if not loop.last %}
    union all
    {%- endif %}
    {%- endfor %}
)

select * from final
