-- One row per stage and measure: the expected and the actual total, and the difference, which is 0.
with

raw_lines as (
    select
        count(*) as line_count,
        coalesce(sum({{ customer_segments.line_amount() }}), 0) as amount
    from {{ ref('stg_segments__transactions') }}
),

raw_judged as (
    select
        count(*) as line_count,
        coalesce(sum(line_amount), 0) as amount,
        coalesce(sum(case when is_accepted then 1 end), 0) as accepted_count,
        coalesce(sum(case when is_accepted then line_amount end), 0) as accepted_amount,
        coalesce(sum(case when rejection_reasons = 'customer_id_missing' then 1 end), 0) as anonymous_count,
        coalesce(sum(case when rejection_reasons = 'customer_id_missing' then line_amount end), 0)
            as anonymous_amount
    from {{ ref('int_segments__transaction_lines') }}
    where not is_added
),

judged_lines as (
    select
        lines.line_amount,
        case
            when lines.ordered_at >= as_of_dates.as_of_date then 'later'
            else 'counted'
        end as fate
    from {{ ref(customer_segments.order_lines_model()) }} as lines
    left join {{ ref('int_segments__as_of_dates') }} as as_of_dates on as_of_dates.is_current
    where lines.is_accepted
),

fates as (
    select
        fate,
        count(*) as line_count,
        sum(line_amount) as amount
    from judged_lines
    group by fate
),

judged as (
    {% for measure, value in [('lines', 'line_count'), ('amount', 'amount')] -%}
    select
        '{{ measure }}' as measure,
        coalesce(sum({{ value }}), 0) as accepted,
        coalesce(sum(case when fate = 'counted' then {{ value }} end), 0) as counted,
        coalesce(sum(case when fate = 'later' then {{ value }} end), 0) as later
    from fates
    {% if not loop.last %}union all
    {% endif -%}
    {%- endfor %}
),

-- returns stated by a status, and what orders and payments add to the money of their lines
additions as (
    select
        'lines' as measure,
        count(*) as addition
    from {{ ref('int_segments__transaction_lines') }}
    where is_added
    union all
    select
        'amount',
        coalesce(sum(line_amount), 0)
    from {{ ref('int_segments__transaction_lines') }}
    where is_added
    {%- if customer_segments.has_orders() %}
    union all
    select
        measure,
        direction * accepted
    from {{ ref('int_segments__order_reconciliation') }}
    {%- endif %}
),

measures as (
    select
        'lines' as measure,
        line_count as judged,
        accepted_count as accepted,
        anonymous_count as anonymous
    from raw_judged
    union all
    select
        'amount',
        amount,
        accepted_amount,
        anonymous_amount
    from raw_judged
),

added as (
    select
        measure,
        sum(addition) as addition
    from additions
    group by measure
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
    select
        1 as stage_order,
        'raw lines' as stage,
        measures.measure,
        case measures.measure when 'lines' then raw_lines.line_count else raw_lines.amount end as expected,
        measures.accepted,
        measures.judged - measures.accepted as rejected,
        measures.anonymous
    from measures
    cross join raw_lines
    union all
    select
        2,
        'lines with returns and money of orders',
        judged.measure,
        measures.accepted + coalesce(added.addition, 0),
        judged.accepted,
        0,
        0
    from judged
    inner join measures on judged.measure = measures.measure
    left join added on judged.measure = added.measure
    union all
    select
        3,
        'lines before the as-of date',
        measure,
        accepted,
        counted,
        later,
        0
    from judged
    union all
    select
        later_stages.stage_order,
        later_stages.stage,
        later_stages.measure,
        judged.counted + case when later_stages.stage_order >= 6 then stated.amount else 0 end,
        coalesce(later_stages.found, 0),
        0,
        0
    from later_stages
    inner join judged on later_stages.measure = judged.measure
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
        expected - accepted,
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
