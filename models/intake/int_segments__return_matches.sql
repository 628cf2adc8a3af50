-- One row per matched sale line and return line: first in, first out, within the return window.
{{ config(**customer_segments.kept_by_customer()) }}
{%- set and_changed = customer_segments.only_changed(
    'customer_id', 'int_segments__changed_evidence', ' and'
) %}
with

lines as (
    select *
    from {{ ref(customer_segments.order_lines_model()) }}
    where is_accepted and not (is_sale and quantity < 0){{ and_changed }}
),

-- what was paid for a unit that had a discount
paid_prices as (
    select
        customer_id,
        product_id,
        unit_price,
        round(line_amount / quantity, 2) as paid_price
    from lines
    where is_sale and discount_amount > 0
),

-- a return at the price that was paid is one at the price before the discount
paid_returns as (
    select
        lines.line_id,
        max(paid_prices.unit_price) as unit_price
    from lines
    inner join paid_prices
        on
            lines.customer_id = paid_prices.customer_id
            and lines.product_id = paid_prices.product_id
            and lines.unit_price = paid_prices.paid_price
    where not lines.is_sale
    group by lines.line_id
),

accepted_lines as (
    select
        lines.line_id,
        lines.customer_id,
        lines.product_id,
        -- lines without a price are matched by their product alone
        coalesce(paid_returns.unit_price, lines.unit_price, 0) as unit_price,
        lines.ordered_at,
        lines.is_sale,
        abs(lines.quantity) as unit_count
    from lines
    left join paid_returns on lines.line_id = paid_returns.line_id
),

-- units sold and returned so far, of one product to one customer at one price
running as (
    select
        *,
        sum(case when is_sale then unit_count else 0 end) over chronologically as sold_to_date,
        sum(case when is_sale then 0 else unit_count end) over chronologically as returned_to_date
    from accepted_lines
    window chronologically as (
        partition by customer_id, product_id, unit_price
        order by ordered_at, case when is_sale then 0 else 1 end, line_id
        rows between unbounded preceding and current row
    )
),

returns as (
    select
        *,
        -- a return matches no unit that was not sold before it
        returned_to_date + least(
            0,
            min(sold_to_date - returned_to_date) over (
                partition by customer_id, product_id, unit_price
                order by ordered_at, line_id
                rows between unbounded preceding and current row
            )
        ) as matched_to_date
    from running
    where not is_sale
),

returned as (
    select
        *,
        coalesce(
            lag(matched_to_date) over (
                partition by customer_id, product_id, unit_price order by ordered_at, line_id
            ), 0
        ) as matched_before
    from returns
),

final as (
    select
        returned.customer_id,
        sales.line_id as sale_line_id,
        returned.line_id as return_line_id,
        {{ customer_segments.days_between(
            'cast(sales.ordered_at as date)', 'cast(returned.ordered_at as date)'
        ) }} as days_between,
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
            and returned.matched_before < sales.sold_to_date
            and returned.matched_to_date > sales.sold_to_date - sales.unit_count
    where {{ customer_segments.days_between(
        'cast(sales.ordered_at as date)', 'cast(returned.ordered_at as date)'
    ) }} <= {{ var('segments_return_window_days') }}
)

select * from final
