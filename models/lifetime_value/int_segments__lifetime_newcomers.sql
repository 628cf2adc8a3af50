-- One row per shop: new customers of the last twelve months, and what one brings in the first 180 days.
{{ config(materialized='view') }}
with

orders as (
    select
        orders.customer_id,
        orders.net_amount,
        dates.as_of_date,
        {{ customer_segments.days_between('orders.order_date', 'dates.as_of_date') }} as days_ago,
        max(case when orders.is_purchase then {{ customer_segments.days_between(
            'orders.order_date', 'dates.as_of_date'
        ) }} end) over (partition by orders.customer_id) as first_days_ago,
        max({{ customer_segments.days_between('orders.order_date', 'dates.as_of_date') }})
            over ()
            as shop_days
    from {{ ref('int_segments__orders') }} as orders
    inner join {{ ref('int_segments__as_of_dates') }} as dates on dates.is_current
),

-- whose first order on record lies in the first year may be older than the record
customers as (
    select
        customer_id,
        first_days_ago,
        shop_days,
        cast(
            sum(case when first_days_ago - days_ago < 180 then net_amount else 0 end) as decimal(18, 4)
        ) as early_amount
    from orders
    where first_days_ago <= shop_days - 365
    group by customer_id, first_days_ago, shop_days
),

-- twelve periods of 30 days
periods as (
    select
        cast({{ customer_segments.whole_quotient('(first_days_ago - 1)', '30') }} as integer) as period,
        count(*) as new_count
    from customers
    where first_days_ago between 1 and 360
    group by cast({{ customer_segments.whole_quotient('(first_days_ago - 1)', '30') }} as integer)
),

counts as (
    select
        sum(new_count) as new_count,
        12 * power({{ customer_segments.exact_deviation('new_count') }}, 2) as count_variance
    from periods
    having count(*) = 12
),

amounts as (
    select
        max(shop_days) as shop_days,
        sum(case when first_days_ago >= 180 then 1 else 0 end) as observed_count
    from customers
),

values_of_observed as (
    select
        {{ customer_segments.divide('sum(early_amount)', 'count(*)') }} as early_value,
        {{ customer_segments.exact_deviation('early_amount') }} / sqrt(count(*)) as value_error
    from customers
    where first_days_ago >= 180
),

final as (
    select
        1 as shop,
        cast(counts.new_count as bigint) as new_count,
        cast(amounts.observed_count as bigint) as observed_count,
        round(values_of_observed.early_value, 4) as early_value,
        round(sqrt(
            counts.count_variance / power(counts.new_count, 2)
            + power(values_of_observed.value_error / nullif(values_of_observed.early_value, 0), 2)
        ), 6) as relative_error
    from amounts
    cross join values_of_observed
    cross join counts
    where amounts.shop_days >= 730 and amounts.observed_count >= 30 and values_of_observed.early_value > 0
)

select * from final
