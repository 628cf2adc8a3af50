-- One row per customer of the back-test and bootstrap copy: how often the copy counts the customer.
{{ config(materialized='view') }}
with

customers as (
    select distinct customer_id from {{ ref('int_segments__backtest_purchases') }}
),

numbers as (
    {{ dbt.generate_series(customer_segments.tuning('bootstrap_copies') + 1) }}
),

-- copy 0 is the sample itself
copies as (
    select cast(generated_number - 1 as integer) as copy_number
    from numbers
),

-- Poisson bootstrap: each copy counts a customer 0, 1, 2 ... times, drawn by hash
drawn as (
    select
        customers.customer_id,
        copies.copy_number,
        {{ customer_segments.hash_share(
            "customers.customer_id || ':' || cast(copies.copy_number as string)"
        ) }} as draw
    from customers
    cross join copies
),

final as (
    select
        customer_id,
        copy_number,
        case
            when copy_number = 0 then 1
            when draw < 0.367879 then 0
            when draw < 0.735759 then 1
            when draw < 0.919699 then 2
            when draw < 0.981012 then 3
            when draw < 0.996340 then 4
            else 5
        end as weight
    from drawn
)

select * from final
