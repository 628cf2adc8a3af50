-- One row per customer of a raw line: a hash of all of their lines, in any order.
{{ config(enabled=var('segments_incremental')) }}
{%- set columns = customer_segments.canonical_columns('transactions')
    + ['source_file', 'malformed_row', 'is_repeated_header', 'unmapped_hash'] %}
with

raw_lines as (
    select
        {% if customer_segments.has_orders() -%}
        {{ customer_segments.clean_text('order_id') }} as order_key,
        {% endif -%}
        customer_id,
        hash({{ columns | join(', ') }}) as line_hash
    from {{ ref('stg_segments__raw_transactions') }}
),

{% if customer_segments.has_orders() -%}
orders as (
    select
        orders.*,
        hash(orders) as order_hash
    from {{ ref('stg_segments__orders') }} as orders
),

-- the money of an order is spread over all of its lines, of whichever customer
shared_orders as (
    select
        raw_lines.order_key,
        sum(hash({{ customer_segments.customer_of_line() }}, raw_lines.line_hash)) as shared_hash
    from raw_lines
    left join orders on raw_lines.order_key = orders.order_id
    group by raw_lines.order_key
    having count(distinct nullif({{ customer_segments.customer_of_line() }}, '')) > 1
),

lines as (
    select
        {{ customer_segments.customer_of_line() }} as customer_id,
        hash(raw_lines.line_hash, orders.order_hash, shared_orders.shared_hash) as line_hash,
        shared_orders.order_key is not null as is_shared
    from raw_lines
    left join orders on raw_lines.order_key = orders.order_id
    left join shared_orders on raw_lines.order_key = shared_orders.order_key
),

{% else -%}
-- ids are cleaned once per text
by_text as (
    select
        customer_id,
        count(*) as line_count,
        sum(line_hash) as line_hash
    from raw_lines
    group by customer_id
),

lines as (
    select
        {{ customer_segments.customer_of_line() }} as customer_id,
        raw_lines.line_count,
        raw_lines.line_hash,
        false as is_shared
    from by_text as raw_lines
),

{% endif -%}
final as (
    select
        customer_id,
        {{ 'count(*)' if customer_segments.has_orders() else 'sum(line_count)' }}
        || '/' || sum(line_hash) as fingerprint,
        max(case when is_shared then 1 else 0 end) = 1 as shares_an_order
    from lines
    group by customer_id
)

select * from final
