-- One row per kind of buyer, one-time or repeat: expected against actual orders, and kept order dates.
with

windows as (
    select
        *,
        repeat_count > 0 as is_repeat_buyer
    from {{ ref('int_segments__lifetime_predictions') }}
    where not is_current and expected_orders is not null
),

dated as (
    select
        *,
        days_to_next_order <= horizon_days and coalesce(probability_alive, 1) >= 0.5 as has_date
    from windows
),

final as (
    select
        is_repeat_buyer,
        -- ten orders of evidence that the model is right
        round(
            (cast(sum(later_order_count) as double) + 10)
            / (cast(sum(cast(expected_orders as decimal(18, 6))) as double) + 10), 6
        ) as order_factor,
        sum(case when has_date then 1 else 0 end) as date_count,
        {{ customer_segments.divide(
            'sum(case when has_date and later_days_to_order <= days_to_next_order then 1 else 0 end)',
            'sum(case when has_date then 1 else 0 end)'
        ) }} as kept_date_share
    from dated
    group by is_repeat_buyer
)

select * from final
