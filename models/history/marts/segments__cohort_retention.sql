-- One row per month of first order, current segment and age in months: returning customers and sales.
with

purchases as (
    select
        customer_id,
        cast(date_trunc('month', order_date) as date) as month_start,
        sales_amount
    from {{ ref('int_segments__orders') }}
    where is_purchase
),

today as (
    select as_of_date from {{ ref('int_segments__as_of_dates') }}
    where is_current
),

members as (
    select
        segments.segment_id,
        purchases.customer_id,
        min(purchases.month_start) as cohort_month
    from purchases
    inner join {{ ref('int_segments__customer_segments') }} as segments
        on purchases.customer_id = segments.customer_id
    group by segments.segment_id, purchases.customer_id
),

cohorts as (
    select
        cohort_month,
        segment_id,
        count(*) as customer_count
    from members
    group by cohort_month, segment_id
),

active as (
    select
        members.cohort_month,
        members.segment_id,
        purchases.month_start,
        count(distinct members.customer_id) as active_count,
        sum(purchases.sales_amount) as sales_amount
    from members
    inner join purchases on members.customer_id = purchases.customer_id
    group by members.cohort_month, members.segment_id, purchases.month_start
),

months as (
    select distinct month_start from purchases
),

-- months without returning customers have a row, too
final as (
    select
        cohorts.cohort_month,
        cohorts.segment_id,
        cast(
            12 * (extract(year from months.month_start) - extract(year from cohorts.cohort_month))
            + extract(month from months.month_start) - extract(month from cohorts.cohort_month) as integer
        ) as age_months,
        months.month_start,
        today.as_of_date < {{ customer_segments.add_months('months.month_start', 1) }} as is_partial,
        cast(cohorts.customer_count as bigint) as customer_count,
        cast(coalesce(active.active_count, 0) as bigint) as active_customer_count,
        {{ customer_segments.divide('coalesce(active.active_count, 0)', 'cohorts.customer_count') }}
            as retention_rate,
        cast(coalesce(active.sales_amount, 0) as decimal(18, 4)) as sales_amount,
        {{ customer_segments.divide(
            'sum(coalesce(active.sales_amount, 0)) over (
                partition by cohorts.cohort_month, cohorts.segment_id order by months.month_start
            )',
            'cohorts.customer_count'
        ) }} as sales_per_customer_to_date
    from cohorts
    inner join months on months.month_start >= cohorts.cohort_month
    cross join today
    left join active
        on
            cohorts.cohort_month = active.cohort_month
            and cohorts.segment_id = active.segment_id
            and months.month_start = active.month_start
)

select {{ customer_segments.known_columns(['sales_amount', 'sales_per_customer_to_date']) }} from final
