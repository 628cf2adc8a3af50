-- One row per product and week with sales: its price, its usual price, and whether it was reduced for a time.
{%- set window_weeks = customer_segments.tuning('promotion_window_weeks') %}
{%- set cut = customer_segments.tuning('promotion_smallest_cut') %}
with

priced as (
    select
        product_id,
        weeks_ago,
        count(*) as line_count,
        min(customer_id) as first_customer_id,
        max(customer_id) as last_customer_id,
        cast(sum(quantity) as decimal(18, 4)) as unit_count,
        round({{ customer_segments.quantile('list_price', 0.5) }}, 6) as list_price,
        round({{ customer_segments.quantile('paid_price', 0.5) }}, 6) as paid_price
    from {{ ref('int_segments__priced_lines') }}
    group by product_id, weeks_ago
),

-- weeks with a third customer; to count all customers of each would hold every pair in memory
shared as (
    select
        lines.product_id,
        lines.weeks_ago
    from {{ ref('int_segments__priced_lines') }} as lines
    inner join priced on lines.product_id = priced.product_id and lines.weeks_ago = priced.weeks_ago
    where lines.customer_id > priced.first_customer_id and lines.customer_id < priced.last_customer_id
    group by lines.product_id, lines.weeks_ago
),

weeks as (
    select
        priced.*,
        shared.product_id is not null as is_shared
    from priced
    left join shared on priced.product_id = shared.product_id and priced.weeks_ago = shared.weeks_ago
),

-- the weeks before and after tell a reduction from a new price
compared as (
    select
        *,
        count(*) over weeks_before_it as weeks_before,
        {{ customer_segments.running_median('list_price', 'weeks_before_it') }} as price_before,
        {{ customer_segments.running_median('list_price', 'weeks_after_it') }} as price_after,
        count(*) over weeks_around_it as weeks_around,
        {{ customer_segments.running_median('list_price', 'weeks_around_it') }} as price_around
    from weeks
    window
        weeks_before_it as (
            partition by product_id
            order by weeks_ago range between 1 following and {{ window_weeks }} following
        ),
        weeks_after_it as (
            partition by product_id
            order by weeks_ago range between {{ window_weeks }} preceding and 1 preceding
        ),
        weeks_around_it as (
            partition by product_id
            order by weeks_ago range between {{ window_weeks }} preceding and {{ window_weeks }} following
        )
),

final as (
    select
        product_id,
        weeks_ago,
        line_count,
        unit_count,
        list_price,
        paid_price,
        case when weeks_around >= 5 then round(price_around, 6) end as usual_price,
        -- one or two customers may have a price of their own; the last price may yet stay
        case
            when weeks_before >= 4 and is_shared
                then
                    list_price <= (1 - {{ cut }}) * price_before
                    and list_price <= (1 - {{ cut }}) * price_after
        end as is_reduced
    from compared
)

select * from final
