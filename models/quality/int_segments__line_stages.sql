-- One row per stage and measure, from the raw lines to those before the as-of date: expected and accepted.
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
added_lines as (
    select line_amount
    from {{ ref(customer_segments.order_lines_model()) }}
    where is_added and line_id not like '%-refund'
),

additions as (
    select
        'lines' as measure,
        count(*) as addition
    from added_lines
    union all
    select
        'amount',
        coalesce(sum(line_amount), 0)
    from added_lines
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
)

select * from stages
