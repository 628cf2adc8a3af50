-- One row per date, customer and product bought or returned earlier: its recency and recency weight.
with

-- summed and ranked by number, which takes half of the memory of text
customers as (
    select
        customer_id,
        cast(row_number() over (order by customer_id) as integer) as customer_number
    from {{ ref('int_segments__product_days') }}
    group by customer_id
),

products as (
    select
        product_number,
        product_id
    from {{ ref('int_segments__product_days') }}
    group by product_number, product_id
),

order_days as (
    select distinct order_date from {{ ref('int_segments__product_days') }}
),

-- days are few and purchases many: weights are calculated once per day
day_weights as (
    select
        dates.made_for_date,
        dates.is_current,
        order_days.order_date,
        {{ customer_segments.days_between('order_days.order_date', 'dates.made_for_date') }}
            as days_since_order,
        {{ customer_segments.whole_number(
            customer_segments.halved(
                customer_segments.days_between('order_days.order_date', 'dates.made_for_date'),
                customer_segments.tuning('purchase_half_life_days')
            ), customer_segments.recency_weight_scale()
        ) }} as recency_weight
    from {{ ref('int_segments__recommendation_dates') }} as dates
    inner join order_days on dates.made_for_date > order_days.order_date
),

summed as (
    select
        day_weights.made_for_date,
        day_weights.is_current,
        customers.customer_number,
        product_days.product_number,
        min(case when product_days.is_bought then product_days.order_date end) as first_order_date,
        max(case when product_days.is_bought then product_days.order_date end) as last_order_date,
        count(case when product_days.is_bought then 1 end) as day_count,
        sum(case when product_days.is_bought then day_weights.recency_weight else 0 end) as repeat_weight,
        sum(product_days.net_unit_count) as net_unit_count
    from {{ ref('int_segments__product_days') }} as product_days
    inner join day_weights on product_days.order_date = day_weights.order_date
    inner join customers on product_days.customer_id = customers.customer_id
    group by
        day_weights.made_for_date, day_weights.is_current, customers.customer_number,
        product_days.product_number
),

judged as (
    select
        made_for_date,
        is_current,
        customer_number,
        product_number,
        first_order_date,
        last_order_date,
        day_count,
        repeat_weight,
        -- a fully returned product is no evidence of taste, but remains known
        last_order_date is not null
        and ({{ var('segments_returned_products_count') }} or net_unit_count > 0) as is_evidence
    from summed
),

ranked as (
    select
        *,
        row_number() over (
            partition by made_for_date, customer_number, is_evidence
            order by last_order_date desc, day_count desc, product_number
        ) as recency_rank
    from judged
),

final as (
    select
        ranked.made_for_date,
        ranked.is_current,
        customers.customer_id,
        products.product_id,
        ranked.customer_number,
        ranked.product_number,
        ranked.first_order_date,
        ranked.last_order_date,
        day_weights.days_since_order as days_since_last_order,
        ranked.day_count,
        ranked.repeat_weight,
        ranked.is_evidence,
        case when ranked.is_evidence then ranked.recency_rank end as recency_rank,
        case when ranked.is_evidence then day_weights.recency_weight end as recency_weight
    from ranked
    inner join customers on ranked.customer_number = customers.customer_number
    inner join products on ranked.product_number = products.product_number
    left join day_weights
        on
            ranked.made_for_date = day_weights.made_for_date
            and ranked.last_order_date = day_weights.order_date
)

select * from final
