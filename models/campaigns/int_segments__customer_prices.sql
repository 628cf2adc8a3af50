-- One row per customer with priced lines: their lines and money, on promotion and at the usual price.
{{ config(materialized='view') }}
with

final as (
    select
        customer_id,
        sum(judged_line_count) as judged_line_count,
        sum(promotion_line_count) as promotion_line_count,
        cast(sum(judged_amount) as decimal(18, 4)) as judged_amount,
        cast(sum(promotion_amount) as decimal(18, 4)) as promotion_amount,
        sum(compared_line_count) as compared_line_count,
        cast(sum(compared_amount) as decimal(18, 4)) as compared_amount,
        cast(sum(usual_amount) as decimal(18, 4)) as usual_amount
    from {{ ref('int_segments__customer_weeks') }}
    group by customer_id
)

select * from final
