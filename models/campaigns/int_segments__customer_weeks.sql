-- One row per customer and week with an order: lines and money, on promotion and at the usual price.
with

lines as (
    select * from {{ ref('int_segments__priced_lines') }}
),

shop as (
    select coalesce(max(case when has_discount then 1 else 0 end), 0) = 1 as states_discounts
    from lines
),

-- where no line states a discount, a line without one says nothing
judged as (
    select
        lines.customer_id,
        lines.weeks_ago,
        lines.quantity,
        lines.line_amount,
        weeks.usual_price,
        case
            when lines.has_discount then true
            when weeks.is_reduced
                then
                    lines.list_price
                    <= (1 - {{ customer_segments.tuning('promotion_smallest_cut') }}) * weeks.usual_price
            when weeks.is_reduced is not null or shop.states_discounts then false
        end as is_on_promotion
    from lines
    cross join shop
    inner join {{ ref('int_segments__product_weeks') }} as weeks
        on lines.product_id = weeks.product_id and lines.weeks_ago = weeks.weeks_ago
),

final as (
    select
        customer_id,
        weeks_ago,
        sum(case when is_on_promotion is not null then 1 else 0 end) as judged_line_count,
        sum(case when is_on_promotion then 1 else 0 end) as promotion_line_count,
        cast(sum(case when is_on_promotion is not null then line_amount else 0 end) as decimal(18, 4))
            as judged_amount,
        cast(sum(case when is_on_promotion then line_amount else 0 end) as decimal(18, 4))
            as promotion_amount,
        sum(case when usual_price is not null then 1 else 0 end) as compared_line_count,
        cast(sum(case when usual_price is not null then line_amount else 0 end) as decimal(18, 4))
            as compared_amount,
        cast(
            sum(cast(round(coalesce(quantity * usual_price, 0), 4) as decimal(18, 4))) as decimal(18, 4)
        ) as usual_amount
    from judged
    group by customer_id, weeks_ago
)

select * from final
