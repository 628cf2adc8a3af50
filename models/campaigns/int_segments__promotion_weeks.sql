-- One row per week with sales: the share of lines on promotion, and whether the shop ran promotions.
with

weeks as (
    select
        weeks_ago,
        {{ customer_segments.divide('sum(promotion_line_count)', 'sum(judged_line_count)') }}
            as promotion_share
    from {{ ref('int_segments__customer_weeks') }}
    group by weeks_ago
),

scale as (
    select
        count(*) as week_count,
        {{ customer_segments.quantile_value('promotion_share', 0.9) }} as high_share
    from weeks
    where promotion_share is not null
),

final as (
    select
        weeks.weeks_ago,
        -- quarters before the as-of date: seasons and the activity of a customer change less within one
        cast({{ customer_segments.whole_quotient('weeks.weeks_ago', '13') }} as integer) as quarters_ago,
        weeks.promotion_share,
        -- weeks with few reduced lines are neither
        case
            when scale.week_count < 26 then 'too few weeks'
            when scale.high_share < 0.05 then 'no promotions'
            when weeks.promotion_share >= 0.5 * scale.high_share then 'promotion'
            when weeks.promotion_share <= 0.25 * scale.high_share then 'other'
            else 'not counted'
        end as week_type
    from weeks
    cross join scale
)

select * from final
