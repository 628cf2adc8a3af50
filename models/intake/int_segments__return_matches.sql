-- One row per sale line and return line that undoes units of it: first in, first out, within the window.
with

accepted_lines as (
    select
        line_id,
        customer_id,
        product_id,
        unit_price,
        ordered_at,
        is_sale,
        abs(quantity) as unit_count
    from {{ ref('int_segments__transaction_lines') }}
    where is_accepted
),

-- units sold and asked back so far, of one product to one customer at one price
running as (
    select
        *,
        sum(case when is_sale then unit_count else 0 end) over chronologically as sold_until,
        sum(case when is_sale then 0 else unit_count end) over chronologically as asked_until
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
        -- a return takes no unit that was not sold before it
        asked_until + least(
            0,
            min(sold_until - asked_until) over (
                partition by customer_id, product_id, unit_price
                order by ordered_at, line_id
                rows between unbounded preceding and current row
            )
        ) as given_until
    from running
    where not is_sale
),

returned as (
    select
        *,
        coalesce(
            lag(given_until) over (
                partition by customer_id, product_id, unit_price order by ordered_at, line_id
            ), 0
        ) as given_before
    from returns
),

final as (
    select
        sales.line_id as sale_line_id,
        returned.line_id as return_line_id,
        {{ customer_segments.days_between(
            'cast(sales.ordered_at as date)', 'cast(returned.ordered_at as date)'
        ) }} as days_between,
        cast(
            least(sales.sold_until, returned.given_until)
            - greatest(sales.sold_until - sales.unit_count, returned.given_before)
            as {{ customer_segments.type_money() }}
        ) as unit_count
    from returned
    inner join running as sales
        on
            returned.customer_id = sales.customer_id
            and returned.product_id = sales.product_id
            and returned.unit_price = sales.unit_price
            and sales.is_sale
            and returned.given_before < sales.sold_until
            and returned.given_until > sales.sold_until - sales.unit_count
    where {{ customer_segments.days_between(
        'cast(sales.ordered_at as date)', 'cast(returned.ordered_at as date)'
    ) }} <= {{ var('segments_return_window_days') }}
)

select * from final
