-- Warns, then fails, where too many records of an input are not used, or fit no order line.
{{ config(
    enabled=var('segments_using_quality') | as_bool,
    fail_calc='coalesce(max(level), 0)', warn_if='>= 1', error_if='>= 2'
) }}
{%- set keys = {
    'customers': ['customer_id', 'stg_segments__customers', 'true'],
    'products': ['product_id', 'stg_segments__products', 'true'],
    'orders': ['order_id', 'stg_segments__orders', 'is_in_orders'],
    'payments': ['order_id', 'stg_segments__orders', 'payment_count > 0']
} %}
{%- if var('segments_input_grain') == 'order' %}{% do keys.pop('products') %}{% endif %}
with

-- a record that repeats another one is no loss
lost as (
    select
        records.input,
        sum(records.record_count) as lost_count
    from {{ ref('segments__rejected_records') }} as records
    inner join {{ ref('segments_cleaning_rules') }} as rules on records.reason_code = rules.reason_code
    where rules.is_loss
    group by records.input
),

keyed as (
    {%- for input, key in keys.items() if customer_segments.has_input(input) %}
    select
        '{{ input }}' as input,
        {{ key[0] }} as record_id,
        count(*) as line_count,
        0 as record_count
    from {{ ref('int_segments__transaction_lines') }}
    where {{ key[0] }} is not null and not is_added
    group by {{ key[0] }}
    union all
    select
        '{{ input }}',
        {{ key[0] }},
        0,
        1
    from {{ ref(key[1]) }}
    where {{ key[2] }}
    union all
    {%- endfor %}
    select
        cast(null as string) as input,
        cast(null as string) as record_id,
        0 as line_count,
        0 as record_count
    where 1 = 0
),

by_id as (
    select
        input,
        record_id,
        sum(line_count) as line_count,
        sum(record_count) as record_count
    from keyed
    group by input, record_id
),

-- an extract has records without lines or lines without a record; an input of other ids has both
unmatched as (
    select
        input,
        {{ customer_segments.divide(
            'sum(case when record_count = 0 then line_count else 0 end)', 'sum(line_count)'
        ) }} as line_share,
        {{ customer_segments.divide(
            'sum(case when line_count = 0 then record_count else 0 end)', 'sum(record_count)'
        ) }} as record_share
    from by_id
    group by input
),

shares as (
    select
        input,
        'fits no order line' as loss,
        least(line_share, record_share) as lost_share
    from unmatched
    where line_share is not null and record_share is not null
    union all
    select
        counts.input,
        'not used' as loss,
        {{ customer_segments.divide('lost.lost_count', 'counts.record_count') }} as lost_share
    from {{ ref('int_segments__record_counts') }} as counts
    inner join lost on counts.input = lost.input
)

select
    input,
    loss,
    lost_share,
    case when lost_share > {{ customer_segments.tuning('loss_to_stop') }} then 2 else 1 end as level
from shares
where lost_share > {{ customer_segments.tuning('loss_to_warn') }}
