-- One row per customer with orders in comparable weeks: orders in promotion weeks against other weeks.
with

weeks as (
    select * from {{ ref('int_segments__promotion_weeks') }}
    where week_type in ('promotion', 'other')
),

first_weeks as (
    select
        customer_id,
        max(weeks_ago) as first_weeks_ago
    from {{ ref('int_segments__customer_weeks') }}
    group by customer_id
),

-- a customer is observed after the week of their first order: weeks depend on that week alone
observed_weeks as (
    select distinct first_weeks_ago from first_weeks
),

week_counts as (
    select
        observed_weeks.first_weeks_ago,
        weeks.quarters_ago,
        sum(case when weeks.week_type = 'promotion' then 1 else 0 end) as promotion_weeks,
        sum(case when weeks.week_type = 'other' then 1 else 0 end) as other_weeks
    from observed_weeks
    inner join weeks on observed_weeks.first_weeks_ago > weeks.weeks_ago
    group by observed_weeks.first_weeks_ago, weeks.quarters_ago
),

order_counts as (
    select
        orders.customer_id,
        first_weeks.first_weeks_ago,
        weeks.quarters_ago,
        sum(case when weeks.week_type = 'promotion' then 1 else 0 end) as promotion_orders,
        sum(case when weeks.week_type = 'other' then 1 else 0 end) as other_orders
    from {{ ref('int_segments__customer_weeks') }} as orders
    inner join weeks on orders.weeks_ago = weeks.weeks_ago
    inner join first_weeks
        on orders.customer_id = first_weeks.customer_id and orders.weeks_ago < first_weeks.first_weeks_ago
    group by orders.customer_id, first_weeks.first_weeks_ago, weeks.quarters_ago
),

-- compared with themselves within a quarter
strata as (
    select
        order_counts.customer_id,
        order_counts.promotion_orders,
        order_counts.other_orders,
        week_counts.promotion_weeks,
        week_counts.other_weeks
    from order_counts
    inner join week_counts
        on
            order_counts.first_weeks_ago = week_counts.first_weeks_ago
            and order_counts.quarters_ago = week_counts.quarters_ago
),

-- the terms of the Mantel-Haenszel ratio of order rates
terms as (
    select
        *,
        promotion_orders + other_orders as order_count,
        cast(
            round(promotion_orders * other_weeks / cast(promotion_weeks + other_weeks as double), 9)
            as decimal(18, 9)
        ) as promotion_term,
        cast(
            round(other_orders * promotion_weeks / cast(promotion_weeks + other_weeks as double), 9)
            as decimal(18, 9)
        ) as other_term
    from strata
    where promotion_weeks > 0 and other_weeks > 0
),

shop as (
    select {{ customer_segments.divide('sum(promotion_term)', 'sum(other_term)') }} as rate_ratio
    from terms
),

-- the share of a customer's orders expected in promotion weeks if they respond as the shop does
expected as (
    select
        terms.*,
        shop.rate_ratio,
        cast(round(
            shop.rate_ratio * terms.promotion_weeks
            / (shop.rate_ratio * terms.promotion_weeks + terms.other_weeks), 9
        ) as decimal(18, 9)) as expected_share
    from terms
    cross join shop
),

final as (
    select
        customer_id,
        rate_ratio,
        sum(promotion_orders) as promotion_orders,
        sum(other_orders) as other_orders,
        sum(order_count) as order_count,
        sum(promotion_term) as promotion_term,
        sum(other_term) as other_term,
        sum(order_count * expected_share) as expected_orders,
        sum(cast(round(order_count * expected_share * (1 - expected_share), 9) as decimal(18, 9)))
            as expected_variance
    from expected
    group by customer_id, rate_ratio
)

select * from final
