-- One row per further customer whose orders are built anew: by their products, or by the as-of date.
{{ config(
    enabled=var('segments_incremental'),
    post_hook="insert into {{ ref('int_segments__changed_customers') }} select customer_id from {{ this }}"
) }}
with

no_products as (
    select product_id from {{ ref('int_segments__products') }}
    where not is_product
),

stored_no_products as (
    {{ customer_segments.stored('no product') }}
),

other_products as (
    select coalesce(no_products.product_id, stored_no_products.name) as product_id
    from no_products
    full outer join stored_no_products on no_products.product_id = stored_no_products.name
    where no_products.product_id is null or stored_no_products.name is null
),

stored_dates as (
    {{ customer_segments.stored('as-of date') }}
),

dates as (
    select
        as_of_dates.as_of_date,
        cast(stored_dates.value as date) as stored_date
    from {{ ref('int_segments__as_of_dates') }} as as_of_dates
    left join stored_dates on stored_dates.name = 'current'
    where as_of_dates.is_current
),

final as (
    select distinct lines.customer_id
    from {{ ref(customer_segments.order_lines_model()) }} as lines
    cross join dates
    left join other_products on lines.product_id = other_products.product_id
    where
        lines.is_accepted
        and (
            other_products.product_id is not null
            or dates.stored_date is null
            or (
                lines.ordered_at >= least(dates.as_of_date, dates.stored_date)
                and lines.ordered_at < greatest(dates.as_of_date, dates.stored_date)
            )
        )
)

select * from final
