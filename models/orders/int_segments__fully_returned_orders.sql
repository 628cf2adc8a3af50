-- One row per customer and order that was fully returned: the date from which it no longer counts.
{{ config(**customer_segments.kept_by_customer()) }}
{%- set and_changed = customer_segments.only_changed(
    'customer_id', 'int_segments__changed_products', ' and'
) %}
with

lines as (
    select * from {{ ref(customer_segments.order_lines_model()) }}
    where is_accepted{{ and_changed }}
),

current_as_of_date as (
    select * from {{ ref('int_segments__as_of_dates') }}
    where is_current
),

returned_units as (
    select
        matches.sale_line_id,
        sum(matches.unit_count) as unit_count,
        max(lines.ordered_at) as returned_at
    from {{ ref('int_segments__return_matches') }} as matches
    inner join lines on matches.return_line_id = lines.line_id
    cross join current_as_of_date
    where lines.ordered_at < current_as_of_date.as_of_date
    group by matches.sale_line_id
),

products as (
    select * from {{ ref('int_segments__products') }}
),

final as (
    select
        lines.customer_id,
        lines.order_id,
        max(returned_units.returned_at) as fully_returned_at,
        count(*) as sale_line_count,
        cast(sum(lines.line_amount) as decimal(18, 4)) as sales_amount
    from lines
    inner join products on lines.product_id = products.product_id
    left join returned_units on lines.line_id = returned_units.sale_line_id
    where lines.is_sale
    group by lines.customer_id, lines.order_id
    -- postage and fees may stay where every product came back
    having
        min(
            case
                when returned_units.unit_count >= lines.quantity then 1
                when products.is_product then 0
            end
        ) = 1
        and (
            max(case when products.is_product then 1 else 0 end) = 1
            or count(*) = count(case when returned_units.unit_count >= lines.quantity then 1 end)
        )
)

select * from final
