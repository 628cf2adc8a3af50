-- One row per product that may be recommended: still sold, not excluded and not out of stock.
with

aliases as (
    select * from {{ ref('int_segments__product_aliases') }}
),

products as (
    select * from {{ ref('int_segments__products') }}
),

listed as (
    select distinct
        listed_product_id as product_id,
        product_number
    from aliases
),

excluded as (
    select distinct listed.product_id
    from listed
    inner join {{ ref('segments_recommendation_exclusions') }} as exclusions
        on listed.product_id like exclusions.product_code_pattern escape '!'
),

sale_days as (
    select
        product_id,
        order_date,
        lag(order_date) over (partition by product_id order by order_date) as previous_order_date
    from {{ ref('int_segments__product_days') }}
    where is_bought
    group by product_id, order_date
),

-- no sale for twice the longest stretch without one before, and for some months at least
discontinued as (
    select sale_days.product_id
    from sale_days
    cross join {{ ref('int_segments__recommendation_dates') }} as dates
    where dates.is_current
    group by sale_days.product_id, dates.made_for_date
    having
        {{ customer_segments.days_between('max(sale_days.order_date)', 'dates.made_for_date') }} > greatest(
            {{ customer_segments.tuning('discontinued_days') }},
            2 * coalesce(
                max({{ customer_segments.days_between(
                    'sale_days.previous_order_date', 'sale_days.order_date'
                ) }}), 0
            )
        )
),

-- from what was paid, before returns
margins as (
    select
        aliases.listed_product_id as product_id,
        1 - {{ customer_segments.divide(
            'sum(cast(customer_products.unit_count as decimal(20, 4)) * products.unit_cost)', 'sum(customer_products.sales_amount)'
        ) }} as margin_share
    from {{ ref('int_segments__customer_products') }} as customer_products
    inner join aliases on customer_products.product_id = aliases.product_id
    inner join products on customer_products.product_id = products.product_id
    where customer_products.sales_amount > 0 and products.unit_cost is not null
    group by aliases.listed_product_id
),

final as (
    select
        listed.product_id,
        listed.product_number,
        products.product_name,
        categories.category,
        products.stock_unit_count,
        round(margins.margin_share, 6) as margin_share,
        -- a product sold at a loss keeps a hundredth: it is last, yet offered where nothing else is left
        coalesce(round(power(
            case when margins.margin_share <= 0.01 then 0.01 else margins.margin_share end,
            {{ var('segments_recommendation_margin_weight') }}
        ), 6), 1) as priority
    from listed
    inner join products on listed.product_id = products.product_id
    left join {{ ref('int_segments__product_categories') }} as categories
        on listed.product_id = categories.product_id
    left join excluded on listed.product_id = excluded.product_id
    left join discontinued on listed.product_id = discontinued.product_id
    left join margins on listed.product_id = margins.product_id
    where
        excluded.product_id is null
        and discontinued.product_id is null
        -- a product without a stock figure may be recommended
        and (
            products.stock_unit_count is null
            or products.stock_unit_count >= {{ var('segments_recommendation_smallest_stock') }}
        )
)

select * from final
