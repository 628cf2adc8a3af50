-- One row per prediction date: today and past windows, with the season of the days that follow.
with

dated as (
    select * from {{ ref('int_segments__lifetime_dates') }}
),

purchases as (
    select
        order_date,
        net_amount
    from {{ ref('int_segments__orders') }}
),

-- sales of the same weeks a year earlier, and of the year before the date
season_sums as (
    select
        dated.window_number,
        sum(purchases.net_amount) as year_amount,
        sum(
            case
                when {{ customer_segments.days_between('purchases.order_date', 'dated.as_of_date') }}
                    > 365 - dated.horizon_days then purchases.net_amount
                else 0
            end
        ) as season_amount
    from dated
    inner join purchases
        on
            {{ customer_segments.days_between('purchases.order_date', 'dated.as_of_date') }} between 1 and 365
    group by dated.window_number
),

final as (
    select
        dated.window_number,
        dated.window_number = 0 as is_current,
        dated.as_of_date,
        dated.horizon_days,
        -- only where the history has two years and the year before the date is complete
        case
            when
                dated.shop_days >= 730
                and {{ customer_segments.days_between('dated.first_order_date', 'dated.as_of_date') }} >= 365
                and season_sums.year_amount > 0 and season_sums.season_amount > 0
                then cast(season_sums.season_amount as double) * 365
                    / (cast(season_sums.year_amount as double) * dated.horizon_days)
            else 1.0
        end as season_factor
    from dated
    left join season_sums on dated.window_number = season_sums.window_number
)

select * from final
