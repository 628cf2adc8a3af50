-- One row per matched sale line and return line: its own, or first in, first out within the window.
{{ config(**customer_segments.kept_by_customer()) }}
{%- set and_changed = customer_segments.only_changed(
    'customer_id', 'int_segments__changed_evidence', ' and'
) %}
{%- set window_days = var('segments_return_window_days') %}
with

-- a return that a status or an order states was made of one line
lines as (
    select
        *,
        abs(quantity) as unit_count,
        case
            when is_added
                then {{ customer_segments.replace_matches('line_id', '-(returned|refund)$', '') }}
        end as made_of_line_id
    from {{ ref(customer_segments.order_lines_model()) }}
    where is_accepted{{ and_changed }}
),

own_matches as (
    select
        customer_id,
        made_of_line_id as sale_line_id,
        line_id as return_line_id,
        0 as days_between,
        unit_count
    from lines
    where made_of_line_id is not null
),

returned_units as (
    select
        sale_line_id,
        sum(unit_count) as unit_count
    from own_matches
    group by sale_line_id
),

other_lines as (
    select *
    from lines
    where made_of_line_id is null and not (is_sale and quantity < 0)
),

-- what was paid for a unit that had a discount
paid_prices as (
    select
        customer_id,
        product_id,
        unit_price,
        round(line_amount / quantity, 2) as paid_price
    from other_lines
    where is_sale and discount_amount > 0
),

-- a return at the price that was paid is one at the price before the discount
paid_returns as (
    select
        other_lines.line_id,
        max(paid_prices.unit_price) as unit_price
    from other_lines
    inner join paid_prices
        on
            other_lines.customer_id = paid_prices.customer_id
            and other_lines.product_id = paid_prices.product_id
            and other_lines.unit_price = paid_prices.paid_price
    where not other_lines.is_sale
    group by other_lines.line_id
),

accepted_lines as (
    select
        other_lines.line_id,
        other_lines.customer_id,
        other_lines.product_id,
        -- lines without a price are matched by their product alone
        coalesce(paid_returns.unit_price, other_lines.unit_price, 0) as unit_price,
        other_lines.ordered_at,
        other_lines.is_sale,
        other_lines.unit_count - coalesce(returned_units.unit_count, 0) as unit_count,
        {{ customer_segments.days_between(
            "cast('1970-01-01' as date)", 'cast(other_lines.ordered_at as date)'
        ) }} as day_number
    from other_lines
    left join paid_returns on other_lines.line_id = paid_returns.line_id
    left join returned_units on other_lines.line_id = returned_units.sale_line_id
),

-- units sold and returned so far, and those sold too long ago, of one product to one customer at one price
running as (
    select
        *,
        sum(case when is_sale then unit_count else 0 end) over chronologically as sold_to_date,
        sum(case when is_sale then 0 else unit_count end) over chronologically as returned_to_date,
        coalesce(
            sum(case when is_sale then unit_count end) over (
                partition by customer_id, product_id, unit_price
                order by day_number range between unbounded preceding and {{ window_days + 1 }} preceding
            ), 0
        ) as sold_too_early
    from accepted_lines
    window chronologically as (
        partition by customer_id, product_id, unit_price
        order by ordered_at, case when is_sale then 0 else 1 end, line_id
        rows between unbounded preceding and current row
    )
),

-- how far units may be matched, less those returned: no further than sold, and past those sold too early
bounded as (
    select
        *,
        row_number() over (partition by customer_id, product_id, unit_price order by ordered_at, line_id)
            as return_number,
        sold_to_date - returned_to_date as highest,
        sold_too_early - (returned_to_date - unit_count) as lowest
    from running
    where not is_sale
),

-- where more was sold too early than ever before, all earlier returns are settled
settled as (
    select
        *,
        least(0, min(highest) over so_far) as lowest_highest,
        greatest(0, max(lowest) over so_far) as settled_at
    from bounded
    window so_far as (
        partition by customer_id, product_id, unit_price
        order by return_number rows between unbounded preceding and current row
    )
),

-- each return with those before it that are not settled, and what was sold too early since
paired as (
    select
        settled.line_id,
        settled.settled_at,
        case when settled.sold_too_early = 0 then settled.lowest_highest else earlier.highest end as highest,
        max(earlier.lowest) over (
            partition by settled.line_id
            order by earlier.return_number desc rows between unbounded preceding and 1 preceding
        ) as lowest_since
    from settled
    inner join settled as earlier
        on
            settled.customer_id = earlier.customer_id
            and settled.product_id = earlier.product_id
            and settled.unit_price = earlier.unit_price
            and settled.settled_at = earlier.settled_at
            and settled.return_number >= earlier.return_number
            and (settled.sold_too_early > 0 or settled.return_number = earlier.return_number)
),

matched as (
    select
        line_id,
        least(min(settled_at), min(greatest(highest, coalesce(lowest_since, highest)))) as highest
    from paired
    group by line_id
),

returned as (
    select
        settled.*,
        settled.returned_to_date + matched.highest as matched_to_date,
        settled.returned_to_date - settled.unit_count + greatest(
            settled.lowest,
            coalesce(
                lag(matched.highest) over (
                    partition by settled.customer_id, settled.product_id, settled.unit_price
                    order by settled.return_number
                ), 0
            )
        ) as matched_before
    from settled
    inner join matched on settled.line_id = matched.line_id
),

final as (
    select
        customer_id,
        sale_line_id,
        return_line_id,
        days_between,
        cast(unit_count as decimal(18, 4)) as unit_count
    from own_matches
    union all
    select
        returned.customer_id,
        sales.line_id as sale_line_id,
        returned.line_id as return_line_id,
        returned.day_number - sales.day_number as days_between,
        cast(
            least(sales.sold_to_date, returned.matched_to_date)
            - greatest(sales.sold_to_date - sales.unit_count, returned.matched_before)
            as decimal(18, 4)
        ) as unit_count
    from returned
    inner join running as sales
        on
            returned.customer_id = sales.customer_id
            and returned.product_id = sales.product_id
            and returned.unit_price = sales.unit_price
            and sales.is_sale
            and sales.unit_count > 0
            and returned.matched_before < sales.sold_to_date
            and returned.matched_to_date > sales.sold_to_date - sales.unit_count
    where returned.matched_before < returned.matched_to_date
)

select * from final
