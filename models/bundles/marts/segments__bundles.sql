-- One row per segment, basket and joining products: products that are bought together.
with

rules as (
    select
        *,
        row_number() over (
            partition by segment_id
            order by leverage desc, order_count desc, if_first, if_second, then_first, then_second
        ) as bundle_rank
    from {{ ref('int_segments__bundle_rules') }}
    where confidence >= {{ customer_segments.tuning('bundle_smallest_confidence') }} and lift > 1
),

numbers as (
    select distinct
        product_number,
        product_id
    from {{ ref('int_segments__bundle_baskets') }}
),

prices as (
    select
        product_id,
        sum(sales_amount) as sales_amount,
        sum(unit_count) as unit_count
    from {{ ref('int_segments__product_days') }}
    where is_bought
    group by product_id
),

products as (
    select
        numbers.product_number,
        numbers.product_id,
        products.product_name,
        cast(
            {{ customer_segments.divide('prices.sales_amount', 'prices.unit_count') }}
            as decimal(18, 4)
        ) as unit_price
    from numbers
    inner join {{ ref('int_segments__products') }} as products on numbers.product_id = products.product_id
    inner join prices on numbers.product_id = prices.product_id
),

if_second as (
    select * from products
),

then_first as (
    select * from products
),

then_second as (
    select * from products
),

final as (
    select
        rules.segment_id,
        coalesce(dimension.segment_name, 'All customers') as segment_name,
        cast(rules.bundle_rank as integer) as bundle_rank,
        products.product_id || coalesce(' + ' || if_second.product_id, '') as basket_product_ids,
        then_first.product_id || coalesce(' + ' || then_second.product_id, '') as joining_product_ids,
        products.product_name || coalesce(' + ' || if_second.product_name, '') as basket_product_names,
        then_first.product_name || coalesce(' + ' || then_second.product_name, '') as joining_product_names,
        cast(
            case when if_second.product_id is null and then_second.product_id is null then 2 else 3 end
            as integer
        ) as product_count,
        cast(rules.order_count as bigint) as order_count,
        rules.support,
        rules.confidence,
        rules.lift,
        rules.leverage,
        rules.conviction,
        rules.zhang,
        cast(
            products.unit_price + then_first.unit_price
            + coalesce(if_second.unit_price, 0) + coalesce(then_second.unit_price, 0)
            as decimal(18, 4)
        ) as bundle_price
    from rules
    inner join products on rules.if_first = products.product_number
    inner join then_first on rules.then_first = then_first.product_number
    left join if_second on rules.if_second = if_second.product_number
    left join then_second on rules.then_second = then_second.product_number
    left join {{ ref('int_segments__segments') }} as dimension on rules.segment_id = dimension.segment_id
)

select {{ customer_segments.known_columns(['bundle_price']) }} from final
