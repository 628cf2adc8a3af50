-- One row per customer and order of which every unit was given back: since then it counts as no order.
with

lines as (
    select * from {{ ref('int_segments__transaction_lines') }}
    where is_accepted
),

current_as_of_date as (
    select * from {{ ref('int_segments__as_of_dates') }}
    where is_current
),

given_back as (
    select
        matches.sale_line_id,
        sum(matches.unit_count) as unit_count,
        max(lines.ordered_at) as given_back_at
    from {{ ref('int_segments__return_matches') }} as matches
    inner join lines on matches.return_line_id = lines.line_id
    cross join current_as_of_date
    where lines.ordered_at < current_as_of_date.as_of_date
    group by matches.sale_line_id
),

final as (
    select
        lines.customer_id,
        lines.order_id,
        cast(sum(lines.quantity) as {{ customer_segments.type_money() }}) as unit_count,
        max(given_back.given_back_at) as undone_at
    from lines
    left join given_back on lines.line_id = given_back.sale_line_id
    where lines.is_sale
    group by lines.customer_id, lines.order_id
    having min(case when given_back.unit_count >= lines.quantity then 1 else 0 end) = 1
)

select * from final
