-- One row per feature that a word is measured in: the median of all customers, and the shop's cycle.
{{ config(materialized='view') }}
with

repeat_buyers as (
    select
        count(*) as buyer_count,
        sum(case when order_count > 1 then 1 else 0 end) as repeat_count,
        {{ customer_segments.quantile('case when order_count > 1 then median_days_between_orders end', 0.5) }}
            as median_gap
    from {{ ref('int_segments__customer_features') }}
    where order_count > 0
),

-- known from ten repeat buyers who are a twentieth of all; otherwise half a year
cycle as (
    select
        case
            when repeat_count >= 10 and repeat_count >= 0.05 * buyer_count
                then greatest(cast(median_gap as double), 1)
            else 182.0
        end as cycle_days
    from repeat_buyers
),

final as (
    select
        features.feature,
        cast(min(features.overall_median) as double) as overall_median,
        min(cycle.cycle_days) as cycle_days
    from {{ ref('int_segments__profile_features') }} as features
    cross join cycle
    group by features.feature
)

select * from final
