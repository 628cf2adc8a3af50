-- One row per prediction date: today, and up to four past windows of a third of the history, a year at most.
with

as_of_dates as (
    select * from {{ ref('int_segments__as_of_dates') }}
),

purchases as (
    select
        order_date,
        net_amount
    from {{ ref('int_segments__orders') }}
),

shop as (
    select
        as_of_dates.as_of_date as today,
        min(purchases.order_date) as first_order_date,
        {{ customer_segments.days_between('min(purchases.order_date)', 'as_of_dates.as_of_date') }}
            as shop_days
    from as_of_dates
    cross join purchases
    where as_of_dates.is_current and purchases.order_date < as_of_dates.as_of_date
    group by as_of_dates.as_of_date
),

-- windows begin one, four thirds, five thirds and two horizons before today
thirds as (
    {%- for thirds in [3, 4, 5, 6] %}
    select {{ thirds }} as thirds
    {%- if not loop.last %}
    union all
    {%- endif %}
    {%- endfor %}
),

starts as (
    select
        shop.today,
        shop.first_order_date,
        shop.shop_days,
        cast(least(365, floor(shop.shop_days / 3.0)) as integer) as horizon_days,
        thirds.thirds
    from shop
    cross join thirds
),

-- the month ends before
past_dates as (
    select
        starts.today,
        starts.first_order_date,
        starts.shop_days,
        starts.horizon_days,
        max(as_of_dates.as_of_date) as as_of_date
    from starts
    inner join as_of_dates
        on
            {{ customer_segments.days_between('as_of_dates.as_of_date', 'starts.today') }}
            >= starts.horizon_days * starts.thirds / 3.0
    where not as_of_dates.is_current and starts.horizon_days > 0
    group by starts.today, starts.first_order_date, starts.shop_days, starts.horizon_days, starts.thirds
),

windows as (
    select distinct * from past_dates
),

final as (
    select
        0 as window_number,
        today as as_of_date,
        365 as horizon_days,
        first_order_date,
        shop_days
    from shop
    union all
    select
        cast(row_number() over (order by as_of_date desc) as integer) as window_number,
        as_of_date,
        horizon_days,
        first_order_date,
        shop_days
    from windows
)

select * from final
