-- One row per product code that was sold under a name: the name most of its latest lines carry.
with

names_by_day as (
    select
        product_id,
        product_name,
        cast(ordered_at as date) as order_date,
        count(*) as line_count
    from {{ ref(customer_segments.order_lines_model()) }}
    where is_accepted and product_name is not null
    group by product_id, product_name, cast(ordered_at as date)
),

dated as (
    select
        *,
        {{ customer_segments.is_clean_name('product_name') }} as is_clean,
        max(order_date) over (partition by product_id) as last_order_date
    from names_by_day
),

counted as (
    select
        product_id,
        product_name,
        is_clean,
        sum(
            case
                when {{ customer_segments.days_between('order_date', 'last_order_date') }}
                    < {{ customer_segments.tuning('product_name_days') }} then line_count
                else 0
            end
        ) as recent_line_count,
        max(order_date) as last_order_date
    from dated
    group by product_id, product_name, is_clean
),

-- an unreadable name is used if there is no other
ranked as (
    select
        *,
        count(*) over (partition by product_id) as name_count,
        row_number() over (
            partition by product_id
            order by is_clean desc, recent_line_count desc, last_order_date desc, product_name
        ) as name_rank
    from counted
),

final as (
    select
        product_id,
        product_name,
        is_clean,
        name_count
    from ranked
    where name_rank = 1
)

select * from final
