-- One row per product code that was sold or is listed: its name, category and whether it is a product.
with

accepted_lines as (
    select * from {{ ref(customer_segments.order_lines_model()) }}
    where is_accepted
),

listed as (
    select * from {{ ref('stg_segments__products') }}
    where product_id is not null
),

categories_sold as (
    select
        product_id,
        category,
        row_number() over (partition by product_id order by count(*) desc, category) as category_rank
    from accepted_lines
    where category is not null
    group by product_id, category
),

-- mean unit cost, where order lines state costs
line_costs as (
    select
        product_id,
        cast(round(cast(sum(cost) as double) / sum(quantity), 4) as decimal(18, 4)) as unit_cost
    from accepted_lines
    where cost is not null and quantity > 0
    group by product_id
),

-- a code at ever new prices without a limit is no product, where hardly any other code is like it
price_ranges as (
    select
        product_id,
        count(*) >= 20
        and count(distinct unit_price) >= 0.9 * count(*)
        and max(unit_price) >= 20 * min(unit_price) as has_open_price
    from accepted_lines
    where is_sale and unit_price > 0
    group by product_id
),

open_prices as (
    select
        product_id,
        has_open_price and avg(case when has_open_price then 1 else 0 end) over () <= 0.02 as is_open_price
    from price_ranges
),

sold_or_listed as (
    select product_id from accepted_lines
    union distinct
    select product_id from listed
),

product_codes as (
    select
        sold_or_listed.product_id,
        coalesce(listed.product_name, names.product_name) as product_name
    from sold_or_listed
    left join listed on sold_or_listed.product_id = listed.product_id
    left join {{ ref('int_segments__product_names') }} as names
        on sold_or_listed.product_id = names.product_id
),

line_types as (
    select
        product_codes.product_id,
        min(rules.line_type) as line_type
    from product_codes
    inner join {{ ref('segments_non_product_rules') }} as rules
        on {{ customer_segments.matches_product_rule('product_codes') }}
    group by product_codes.product_id
),

final as (
    select
        product_codes.product_id,
        coalesce(product_codes.product_name, product_codes.product_id) as product_name,
        coalesce(listed.category, categories_sold.category) as category,
        coalesce(listed.unit_cost, line_costs.unit_cost) as unit_cost,
        listed.stock_unit_count,
        coalesce(line_types.line_type, case when open_prices.is_open_price then 'open price' end, 'product')
            as line_type,
        line_types.line_type is null and not coalesce(open_prices.is_open_price, false) as is_product
    from product_codes
    left join listed on product_codes.product_id = listed.product_id
    left join categories_sold
        on product_codes.product_id = categories_sold.product_id and categories_sold.category_rank = 1
    left join line_costs on product_codes.product_id = line_costs.product_id
    left join line_types on product_codes.product_id = line_types.product_id
    left join open_prices on product_codes.product_id = open_prices.product_id
)

select * from final
