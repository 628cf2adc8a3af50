-- One row per prediction date and customer with an earlier order: inputs of the models, and what came.
with

windows as (
    select * from {{ ref('int_segments__lifetime_windows') }}
),

features as (
    select * from {{ ref('int_segments__customer_order_features') }}
    where order_count > 0 and not is_stated
),

totals as (
    select
        as_of_date,
        customer_id,
        order_day_count
    from {{ ref('int_segments__customer_totals') }}
),

orders as (
    select * from {{ ref('int_segments__orders') }}
),

dated as (
    select
        windows.window_number,
        windows.is_current,
        windows.as_of_date,
        windows.horizon_days,
        windows.season_factor,
        features.customer_id,
        -- orders of one day are one purchase
        totals.order_day_count,
        totals.order_day_count - 1 as repeat_count,
        features.active_span_days,
        features.days_since_last_order,
        -- the as-of date itself does not count
        features.tenure_days - 1 as age_days,
        {{ customer_segments.divide('features.sales_amount', 'totals.order_day_count') }} as order_value,
        features.sales_amount,
        features.net_amount,
        features.sales_last_365_days,
        {{ customer_segments.divide(
            'sum(features.net_amount) over (partition by windows.as_of_date)',
            'sum(features.sales_amount) over (partition by windows.as_of_date)'
        ) }} as kept_share,
        max(features.tenure_days) over (partition by windows.as_of_date) as shop_days,
        row_number() over (
            partition by windows.as_of_date order by md5(features.customer_id), features.customer_id
        ) <= {{ var('segments_sample_size') }} as is_in_sample
    from windows
    inner join features on windows.as_of_date = features.as_of_date
    inner join totals on features.as_of_date = totals.as_of_date and features.customer_id = totals.customer_id
),

-- what came within the window
later as (
    select
        windows.window_number,
        orders.customer_id,
        count(distinct case when orders.is_purchase then orders.order_date end) as order_day_count,
        sum(orders.net_amount) as net_amount,
        min(case when orders.is_purchase then
                {{ customer_segments.days_between('windows.as_of_date', 'orders.order_date') }} + 1
        end) as days_to_order
    from windows
    inner join orders
        on
            windows.as_of_date <= orders.order_date
            and {{ customer_segments.days_between('windows.as_of_date', 'orders.order_date') }}
            < windows.horizon_days
    where not windows.is_current
    group by windows.window_number, orders.customer_id
),

final as (
    select
        dated.*,
        case when not dated.is_current then coalesce(later.order_day_count, 0) end as later_order_count,
        case when not dated.is_current then coalesce(later.net_amount, 0) end as later_net_amount,
        later.days_to_order as later_days_to_order
    from dated
    left join later
        on dated.window_number = later.window_number and dated.customer_id = later.customer_id
)

select * from final
