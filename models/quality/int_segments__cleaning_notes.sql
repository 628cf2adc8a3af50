-- One row per cleaning rule that only notes accepted lines: number of lines and money.
with

order_lines as (
    select * from {{ ref('int_segments__order_lines') }}
),

orders as (
    select * from {{ ref('int_segments__orders') }}
),

shared_orders as (
    select
        order_id,
        sum(line_count) as line_count,
        sum(net_amount) as amount
    from orders
    group by order_id
    having count(*) > 1
),

travelled_customers as (
    select
        customer_id,
        sum(line_count) as line_count,
        sum(net_amount) as amount
    from orders
    group by customer_id
    having count(distinct country) > 1
),

named_lines as (
    select
        order_lines.line_amount,
        names.name_count > 1 as has_several_names,
        {{ customer_segments.regex_matches('left(names.product_name, 1)', '[=+@-]') }} as is_like_formula
    from order_lines
    inner join {{ ref('int_segments__product_names') }} as names on order_lines.product_id = names.product_id
),

noted as (
    select
        'order_undone' as reason_code,
        count(*) as line_count,
        sum(line_amount) as amount
    from order_lines
    where is_undone
    union all
    select
        'non_product_line',
        count(*),
        sum(line_amount)
    from order_lines
    where not is_product
    union all
    select
        'order_of_several_customers',
        sum(line_count),
        sum(amount)
    from shared_orders
    union all
    select
        'product_of_several_names',
        count(*),
        sum(line_amount)
    from named_lines
    where has_several_names
    union all
    select
        'product_name_like_formula',
        count(*),
        sum(line_amount)
    from named_lines
    where is_like_formula
    union all
    select
        'customer_of_several_countries',
        sum(line_count),
        sum(amount)
    from travelled_customers
),

final as (
    select
        reason_code,
        cast(coalesce(line_count, 0) as bigint) as line_count,
        cast(coalesce(amount, 0) as {{ customer_segments.type_money() }}) as amount
    from noted
)

select * from final
