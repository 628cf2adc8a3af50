-- One row per prediction date and customer with an earlier order: inputs of the lifetime models.
with

features as (
    select * from {{ ref('int_segments__customer_order_features') }}
    where order_count > 0 and not is_stated
),

today as (
    select
        as_of_date,
        max(tenure_days) as shop_days
    from features
    where is_current
    group by as_of_date
),

-- the back-test starts at the last month end that leaves a third of the history, or a year
backtest_dates as (
    select max(dates.as_of_date) as as_of_date
    from {{ ref('int_segments__as_of_dates') }} as dates
    cross join today
    where
        not dates.is_current
        and {{ customer_segments.days_between('dates.as_of_date', 'today.as_of_date') }}
        >= case when today.shop_days < 3 * 365 then today.shop_days / 3.0 else 365 end
),

dates as (
    select
        as_of_date,
        true as is_current,
        365 as horizon_days
    from today
    union all
    select
        backtest_dates.as_of_date,
        false as is_current,
        {{ customer_segments.days_between('backtest_dates.as_of_date', 'today.as_of_date') }} as horizon_days
    from backtest_dates
    cross join today
    where backtest_dates.as_of_date is not null
),

dated as (
    select
        dates.as_of_date,
        dates.is_current,
        dates.horizon_days,
        features.customer_id,
        features.order_count,
        features.order_count - 1 as repeat_count,
        features.active_span_days,
        -- the as-of date itself does not count
        features.tenure_days - 1 as age_days,
        features.average_order_value as order_value,
        features.sales_amount,
        features.net_amount,
        features.sales_last_365_days,
        {{ customer_segments.divide(
            'sum(features.net_amount) over (partition by dates.as_of_date)',
            'sum(features.sales_amount) over (partition by dates.as_of_date)'
        ) }} as kept_share,
        max(features.tenure_days) over (partition by dates.as_of_date) as shop_days,
        row_number() over (
            partition by dates.as_of_date order by md5(features.customer_id), features.customer_id
        ) <= {{ var('segments_sample_size') }} as is_in_sample
    from dates
    inner join features on dates.as_of_date = features.as_of_date
),

-- actual sales after the back-test's date
final as (
    select
        dated.*,
        case when not dated.is_current then coalesce(now_known.order_count, 0) - dated.order_count end
            as later_order_count,
        case when not dated.is_current then coalesce(now_known.net_amount, 0) - dated.net_amount end
            as later_net_amount
    from dated
    left join features as now_known
        on dated.customer_id = now_known.customer_id and now_known.is_current
)

select * from final
