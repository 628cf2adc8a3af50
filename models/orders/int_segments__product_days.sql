-- One row per customer, product and day with a purchase or return: the input of recommendations.
with

lines as (
    select * from {{ ref('int_segments__order_lines') }}
    where is_product
),

final as (
    select
        lines.customer_id,
        aliases.listed_product_id as product_id,
        aliases.product_number,
        cast(lines.ordered_at as date) as order_date,
        max(case when lines.is_sale then 1 else 0 end) = 1 as is_bought,
        cast(sum(lines.quantity) as decimal(18, 4)) as net_unit_count,
        cast(
            sum(
                case when lines.is_sale then lines.quantity else 0 end
            ) as decimal(18, 4)
        )
            as unit_count,
        cast(
            sum(
                case when lines.is_sale then lines.line_amount else 0 end
            ) as decimal(18, 4)
        )
            as sales_amount
    from lines
    inner join {{ ref('int_segments__product_aliases') }} as aliases on lines.product_id = aliases.product_id
    group by
        lines.customer_id, aliases.listed_product_id, aliases.product_number, cast(lines.ordered_at as date)
)

select * from final
