-- Fails where the segments' shares do not add up to one or their sizes differ from segments__customers.
with

totals as (
    select
        sum(customer_count) as customer_count,
        sum(customer_share) as customer_share
    from {{ ref('segments__profiles') }}
),

customers as (
    select count(*) as customer_count
    from {{ ref('segments__customers') }}
)

select
    totals.customer_count,
    totals.customer_share,
    customers.customer_count as published_customer_count
from totals
cross join customers
where
    coalesce(totals.customer_count, 0) != customers.customer_count
    or coalesce(abs(totals.customer_share - 1) > 0.000000001, customers.customer_count > 0)
