-- One row per cleaning rule that only notes accepted lines: number of lines and money.
with

customer_products as (
    select * from {{ ref('int_segments__customer_products') }}
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

named_products as (
    select
        customer_products.line_count,
        customer_products.net_amount,
        names.name_count > 1 as has_several_names,
        {{ customer_segments.regex_matches('left(names.product_name, 1)', '[=+@-]') }} as is_like_formula
    from customer_products
    inner join {{ ref('int_segments__product_names') }} as names
        on customer_products.product_id = names.product_id
),

noted as (
    select
        'order_fully_returned' as reason_code,
        sum(sale_line_count) as line_count,
        sum(sales_amount) as amount
    from {{ ref('int_segments__fully_returned_orders') }}
    union all
    select
        'non_product_line',
        sum(line_count),
        sum(net_amount)
    from customer_products
    where not is_product and '{{ var("segments_input_grain") }}' != 'order'
    union all
    select
        'order_of_several_customers',
        sum(line_count),
        sum(amount)
    from shared_orders
    union all
    select
        'product_of_several_names',
        sum(line_count),
        sum(net_amount)
    from named_products
    where has_several_names
    union all
    select
        'product_name_like_formula',
        sum(line_count),
        sum(net_amount)
    from named_products
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
        cast(coalesce(amount, 0) as decimal(18, 4)) as amount
    from noted
)

select * from final
