-- One row per stage and measure: the expected and the actual total, and the difference, which is 0.
with

line_stages as (
    select * from {{ ref('int_segments__line_stages') }}
),

counted as (
    select
        measure,
        accepted
    from line_stages
    where stage_order = 3
),

-- money stated by the customers input where there are no lines
stated as (
    select coalesce(sum(net_amount), 0) as amount
    from {{ ref('int_segments__customer_order_features') }}
    where is_stated and is_current
),

later_stages as (
    select
        4 as stage_order,
        'orders' as stage,
        'lines' as measure,
        sum(line_count) as found
    from {{ ref('int_segments__orders') }}
    union all
    select
        4,
        'orders',
        'amount',
        sum(net_amount)
    from {{ ref('int_segments__orders') }}
    union all
    select
        5,
        'customer products',
        'lines',
        sum(line_count)
    from {{ ref('int_segments__customer_products') }}
    union all
    select
        5,
        'customer products',
        'amount',
        sum(net_amount)
    from {{ ref('int_segments__customer_products') }}
    union all
    select
        6,
        'customers',
        'amount',
        sum(net_amount)
    from {{ ref('segments__customers') }}
    union all
    select
        7,
        'segments',
        'amount',
        sum(net_amount)
    from {{ ref('segments__profiles') }}
),

unused_records as (
    select
        input,
        sum(record_count) as rejected_count
    from {{ ref('segments__rejected_records') }}
    group by input
),

stages as (
    select * from line_stages
    union all
    select
        later_stages.stage_order,
        later_stages.stage,
        later_stages.measure,
        counted.accepted + case when later_stages.stage_order >= 6 then stated.amount else 0 end,
        coalesce(later_stages.found, 0),
        0,
        0
    from later_stages
    inner join counted on later_stages.measure = counted.measure
    cross join stated
    union all
    select
        records.stage_order,
        records.input || ' input',
        'records',
        records.record_count,
        records.used_count,
        coalesce(unused_records.rejected_count, 0),
        0
    from {{ ref('int_segments__record_counts') }} as records
    left join unused_records on records.input = unused_records.input
    {%- if customer_segments.has_orders() %}
    union all
    select
        20 + row_number() over (order by stage, measure),
        stage,
        measure,
        expected,
        accepted,
        rejected,
        0
    from {{ ref('int_segments__order_reconciliation') }}
    {%- endif %}
),

final as (
    select
        cast(stage_order as integer) as stage_order,
        stage,
        measure,
        cast(expected as decimal(18, 4)) as expected,
        cast(accepted as decimal(18, 4)) as accepted,
        cast(rejected as decimal(18, 4)) as rejected,
        cast(anonymous as decimal(18, 4)) as anonymous,
        cast(expected - accepted - rejected as decimal(18, 4)) as difference
    from stages
)

select * from final
