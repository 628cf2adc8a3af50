-- One row per customer of the back-test and copy of the sample: how often the copy counts the customer.
{{ config(materialized='view') }}
with

customers as (
    select distinct customer_id from {{ ref('int_segments__backtest_scores') }}
),

-- Poisson bootstrap: each copy counts each customer 0, 1, 2 ... times, drawn by hash
copies as (
    select
        customers.customer_id,
        numbers.copy_number,
        {{ customer_segments.hash_share(
            "customers.customer_id || ':' || cast(numbers.copy_number as " ~ dbt.type_string() ~ ")"
        ) }} as place
    from customers
    cross join {{ ref('int_segments__bootstrap_copies') }} as numbers
),

final as (
    select
        customer_id,
        copy_number,
        case
            when copy_number = 0 then 1
            when place < 0.367879 then 0
            when place < 0.735759 then 1
            when place < 0.919699 then 2
            when place < 0.981012 then 3
            when place < 0.996340 then 4
            else 5
        end as weight
    from copies
)

select * from final
