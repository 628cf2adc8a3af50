-- One row per known customer: share bought on promotion, price paid, and response to promotions.
{%- set evidence = customer_segments.tuning('price_evidence') %}
{%- set listed = customer_segments.has_prices() and not customer_segments.has_prices(is_paid=true) %}
{%- set reason = 'prices are those of the product list' if listed else 'no lines of products with a price' %}
with

prices as (
    select
        segments.customer_id,
        segments.segment_id,
        coalesce(paid.judged_line_count, 0) as judged_line_count,
        coalesce(paid.compared_line_count, 0) as compared_line_count,
        {%- for share, part, whole in [
            ('promotion_line_share', 'promotion_line_count', 'judged_line_count'),
            ('promotion_money_share', 'promotion_amount', 'judged_amount'),
            ('price_index', 'compared_amount', 'usual_amount'),
        ] %}
        round({{ customer_segments.divide('paid.' ~ part, 'paid.' ~ whole) }}, 9) as {{ share }},
        {%- endfor %}
        paid.customer_id is not null as has_prices
    from {{ ref('int_segments__customer_segments') }} as segments
    left join {{ ref('int_segments__customer_prices') }} as paid on segments.customer_id = paid.customer_id
),

weeks as (
    select
        count(*) as week_count,
        coalesce(sum(case when week_type = 'promotion' then 1 else 0 end), 0) as promotion_week_count
    from {{ ref('int_segments__promotion_weeks') }}
),

-- the customer's orders and the shop's expectation, weighted by their evidence (empirical Bayes)
responses as (
    select
        responses.*,
        spread.is_shown,
        {{ customer_segments.divide('expected_orders', 'order_count') }} as expected_share,
        responses.order_count * spread.spread / (1 - spread.spread + responses.order_count * spread.spread)
            as own_weight
    from {{ ref('int_segments__promotion_responses') }} as responses
    cross join {{ ref('int_segments__response_spread') }} as spread
),

weighted as (
    select
        *,
        own_weight * promotion_orders / order_count + (1 - own_weight) * expected_share as promotion_share
    from responses
),

-- a share of orders as a ratio of order rates
shrunk as (
    select
        *,
        round(rate_ratio * {{ customer_segments.divide(
            'promotion_share * (1 - expected_share)', '(1 - promotion_share) * expected_share'
        ) }}, 9) as promotion_response
    from weighted
),

final as (
    select
        prices.customer_id,
        prices.segment_id,
        cast(prices.judged_line_count as bigint) as judged_line_count,
        {%- for share in ['promotion_line_share', 'promotion_money_share'] %}
        case when prices.judged_line_count >= {{ evidence }} then prices.{{ share }} end as {{ share }},
        {%- endfor %}
        cast(prices.compared_line_count as bigint) as compared_line_count,
        case when prices.compared_line_count >= {{ evidence }} then prices.price_index end as price_index,
        cast(coalesce(shrunk.order_count, 0) as bigint) as observed_order_count,
        cast(coalesce(shrunk.promotion_orders, 0) as bigint) as promotion_order_count,
        case when shrunk.is_shown and shrunk.order_count >= {{ evidence }} then shrunk.promotion_response end
            as promotion_response,
        case
            when shrunk.is_shown and shrunk.order_count >= {{ evidence }} then round(shrunk.own_weight, 9)
        end as own_evidence_share,
        case
            when not prices.has_prices then '{{ reason }}'
            when prices.judged_line_count >= {{ evidence }} then 'stated'
            when prices.judged_line_count < prices.compared_line_count
                then 'reductions cannot be told from usual prices for enough lines'
            else 'fewer than {{ evidence }} lines'
        end as promotion_evidence,
        case
            when not prices.has_prices then '{{ reason }}'
            when weeks.week_count < 26 then 'fewer than 26 weeks with sales'
            when weeks.promotion_week_count = 0 then 'no weeks with promotions'
            when coalesce(shrunk.order_count, 0) < {{ evidence }}
                then 'fewer than {{ evidence }} orders in weeks that can be compared'
            when not shrunk.is_shown then 'no difference between customers shown'
            else 'stated'
        end as response_evidence
    from prices
    cross join weeks
    left join shrunk on prices.customer_id = shrunk.customer_id
)

select * from final
