-- One row per segment and product rule of the playbook: the names of the three products to show.
{{ config(materialized='view') }}
with

listed as (
    select
        *,
        {{ customer_segments.divide('sales_amount', 'unit_count') }} as unit_price
    from {{ ref('segments__top_products') }}
),

price_limits as (
    select
        segment_id,
        {{ customer_segments.quantile('unit_price', 0.75) }} as premium_price
    from listed
    group by segment_id
),

chosen as (
    select
        segment_id,
        product_name,
        'top' as product_rule,
        product_rank as rule_rank
    from listed
    union all
    select
        segment_id,
        product_name,
        'distinctive' as product_rule,
        distinctive_rank as rule_rank
    from listed
    union all
    -- the quarter with the highest prices, by buyers
    select
        listed.segment_id,
        listed.product_name,
        'premium' as product_rule,
        row_number() over (
            partition by listed.segment_id order by listed.product_rank, listed.product_id
        ) as rule_rank
    from listed
    inner join price_limits on listed.segment_id = price_limits.segment_id
    where listed.unit_price >= price_limits.premium_price
),

final as (
    select
        segment_id,
        product_rule,
        replace({{ customer_segments.ordered_text('product_name', 'rule_rank') }}, '|', ', ') as products
    from chosen
    where rule_rank <= 3
    group by segment_id, product_rule
)

select * from final
