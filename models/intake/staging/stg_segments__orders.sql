-- One row per order of the orders and payments inputs: what it says of its lines, and its own money.
{{ config(enabled=customer_segments.has_orders()) }}
{%- set money = ['discount_amount', 'shipping', 'tax', 'refunded'] %}
{%- set texts = ['status', 'cancelled_at', 'store_id', 'channel', 'country'] %}
with

{% if customer_segments.has_input('orders') -%}
ranked as (
    select
        {{ customer_segments.clean_text('order_id') }} as order_id,
        {{ customer_segments.clean_customer_id('customer_id') }} as customer_id,
        {{ customer_segments.parse_timestamp('trim(ordered_at)', 'orders') }} as ordered_at,
        {%- for column in texts %}
        {{ customer_segments.clean_text(column) }} as {{ column }},
        {%- endfor %}
        upper(nullif(trim(currency), '')) as currency,
        {%- for column in money %}
        {{ customer_segments.discount_number(column, 'orders') if column == 'discount_amount'
            else customer_segments.parse_money('trim(' ~ column ~ ')', 'orders') }} as {{ column }},
        nullif(trim({{ column }}), '') as {{ column }}_text,
        {%- endfor %}
        {{ customer_segments.record_rank('orders', customer_segments.clean_text('order_id')) | indent(8) }}
            as record_rank
    from {{ ref('stg_segments__raw_orders') }}
    where
        not is_repeated_header and malformed_row is null
        and {{ customer_segments.clean_text('order_id') }} is not null
),
{%- else -%}
ranked as (
    select
        {%- for column in ['order_id', 'customer_id', 'currency'] + texts %}
        cast(null as string) as {{ column }},
        {%- endfor %}
        {%- for column in money %}
        cast(null as decimal(18, 4)) as {{ column }},
        cast(null as string) as {{ column }}_text,
        {%- endfor %}
        cast(null as timestamp) as ordered_at,
        1 as record_rank
    where 1 = 0
),
{%- endif %}

payments as (
    {%- if customer_segments.has_input('payments') %}
    select
        {{ customer_segments.clean_text('order_id') }} as order_id,
        cast(sum({{ customer_segments.parse_money('trim(amount)', 'payments') }}) as decimal(18, 4)) as paid_amount,
        count({{ customer_segments.parse_money('trim(amount)', 'payments') }}) as payment_count
    from {{ ref('stg_segments__raw_payments') }}
    where
        not is_repeated_header and malformed_row is null
        and {{ customer_segments.clean_text('order_id') }} is not null
    group by {{ customer_segments.clean_text('order_id') }}
    {%- else %}
    select
        cast(null as string) as order_id,
        cast(null as decimal(18, 4)) as paid_amount,
        0 as payment_count
    where 1 = 0
    {%- endif %}
),

final as (
    select
        coalesce(ranked.order_id, payments.order_id) as order_id,
        ranked.order_id is not null as is_in_orders,
        ranked.customer_id,
        ranked.ordered_at,
        {%- for column in texts %}
        ranked.{{ column }},
        {%- endfor %}
        ranked.currency,
        {%- for column in money %}
        ranked.{{ column }},
        {%- endfor %}
        payments.paid_amount,
        coalesce(payments.payment_count, 0) as payment_count,
        coalesce(
            {% for column in money -%}
            (ranked.{{ column }}_text is not null and ranked.{{ column }} is null){% if not loop.last %} or {% endif %}
            {%- endfor %},
            false
        ) as is_amount_unreadable
    from ranked
    -- an export of lines repeats the record of an order, often with blanks
    full outer join payments on ranked.order_id = payments.order_id
    where ranked.record_rank = 1 or ranked.record_rank is null
)

select * from final
