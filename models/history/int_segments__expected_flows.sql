-- One row per target month end, segmentation, from-segment and to-segment: customers expected to move.
with

flows as (
    select * from {{ ref('int_segments__monthly_flows') }}
    where from_segment != 'all'
),

sizes as (
    select * from {{ ref('int_segments__monthly_flows') }}
    where from_segment = 'all'
),

-- a month after each month end with moves
targets as (
    select
        segmentation,
        as_of_date as base_date,
        {{ customer_segments.add_months('as_of_date', 1) }} as target_date
    from flows
    group by segmentation, as_of_date
),

-- the twelve month ends up to the base date, nothing of the target
learned as (
    select
        targets.segmentation,
        targets.base_date,
        targets.target_date,
        flows.as_of_date,
        flows.from_segment,
        flows.to_segment,
        flows.customer_count
    from targets
    inner join flows
        on
            targets.segmentation = flows.segmentation
            and targets.base_date >= flows.as_of_date
            and flows.as_of_date > {{ customer_segments.add_months('targets.base_date', -12) }}
),

months as (
    select
        segmentation,
        target_date,
        count(distinct as_of_date) as month_count
    from learned
    group by segmentation, target_date
),

shares as (
    select
        segmentation,
        base_date,
        target_date,
        from_segment,
        to_segment,
        sum(customer_count) as customer_count,
        sum(sum(customer_count)) over (partition by segmentation, target_date, from_segment) as from_count
    from learned
    group by segmentation, base_date, target_date, from_segment, to_segment
),

final as (
    select
        shares.segmentation,
        shares.base_date,
        shares.target_date,
        shares.from_segment,
        shares.to_segment,
        -- new customers: the monthly mean; others: the share of their segment
        cast(
            case
                when shares.from_segment = 'new'
                    then {{ customer_segments.divide('shares.customer_count', 'months.month_count') }}
                else
                    coalesce(sizes.customer_count, 0)
                    * {{ customer_segments.divide('shares.customer_count', 'shares.from_count') }}
            end as decimal(18, 6)
        ) as expected_count
    from shares
    inner join months
        on
            shares.segmentation = months.segmentation
            and shares.target_date = months.target_date
            and months.month_count >= 3
    left join sizes
        on
            shares.segmentation = sizes.segmentation
            and shares.base_date = sizes.as_of_date
            and shares.from_segment = sizes.to_segment
)

select * from final
