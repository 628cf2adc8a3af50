-- One row per product and complete week: log price and units less their means and what moved all products.
with

weeks as (
    select
        *,
        max(weeks_ago) over () as shop_first_week
    from {{ ref('int_segments__product_weeks') }}
),

-- the first week of the shop is seldom complete
complete as (
    select
        *,
        count(*) over (partition by product_id) as week_count,
        max(weeks_ago) over (partition by product_id) - min(weeks_ago) over (partition by product_id) + 1
            as week_span
    from weeks
    where weeks_ago < shop_first_week
),

logs as (
    select
        product_id,
        weeks_ago,
        cast(round(ln(paid_price), 6) as decimal(18, 6)) as log_price,
        cast(round(ln(cast(unit_count as double)), 6) as decimal(18, 6)) as log_units
    from complete
    -- a week without a sale has no price, so that few of them may be missing
    where
        week_count >= {{ customer_segments.tuning('elasticity_weeks') }}
        and week_count >= 0.8 * week_span
),

by_product as (
    select
        product_id,
        weeks_ago,
        {%- for name in ['log_price', 'log_units'] %}
        {{ name }} - cast(round({{ customer_segments.divide(
            'sum(' ~ name ~ ') over (partition by product_id)', 'count(*) over (partition by product_id)'
        ) }}, 6) as decimal(18, 6)) as {{ name }}{% if not loop.last %},{% endif %}
        {%- endfor %}
    from logs
),

beside_others as (
    select
        *,
        count(*) over (partition by weeks_ago) - 1 as other_count,
        {%- for name in ['price', 'units'] %}
        cast(round(log_{{ name }} - {{ customer_segments.divide(
            '(sum(log_' ~ name ~ ') over (partition by weeks_ago) - log_' ~ name ~ ')', '(count(*) over (partition by weeks_ago) - 1)'
        ) }}, 6) as decimal(18, 6)) as {{ name }}_beside_others{% if not loop.last %},{% endif %}
        {%- endfor %}
    from by_product
),

first_slopes as (
    select
        product_id,
        coalesce({{ customer_segments.divide(
            customer_segments.exact_co_moment('price_beside_others', 'units_beside_others'),
            customer_segments.exact_co_moment('price_beside_others', 'price_beside_others')
        ) }}, 0) as slope
    from beside_others
    where other_count >= 5
    group by product_id
),

-- units without what the product's own price does; prices of the others would pass for its own
effects as (
    select
        beside_others.*,
        cast(
            round(beside_others.log_units - first_slopes.slope * beside_others.log_price, 6) as decimal(18, 6)
        )
            as effect
    from beside_others
    inner join first_slopes on beside_others.product_id = first_slopes.product_id
    where beside_others.other_count >= 5
),

final as (
    select
        product_id,
        weeks_ago,
        price_beside_others,
        cast(log_price as decimal(18, 6)) as price_residual,
        cast(round(log_units - {{ customer_segments.divide(
            '(sum(effect) over (partition by weeks_ago) - effect)', 'other_count'
        ) }}, 6) as decimal(18, 6)) as unit_residual
    from effects
)

select * from final
