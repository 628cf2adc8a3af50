-- One row per record of the inputs of customers, products, orders and payments: the reason for rejection.
{%- set keys = {
    'customers': customer_segments.clean_customer_id('customer_id'),
    'products': 'upper(' ~ customer_segments.clean_text('product_id') ~ ')',
    'orders': customer_segments.clean_text('order_id'),
    'payments': customer_segments.clean_text('order_id')
} %}
with

records as ( -- noqa: disable=LT02
    {%- for input in keys if input in customer_segments.present_inputs() %}
    select
        '{{ input }}' as input,
        source_file,
        malformed_line,
        malformed_row,
        is_repeated_header,
        {{ keys[input] | indent(8) }} as record_id,
        {%- if input == 'payments' %}
        1 as record_rank,
        {{ customer_segments.parse_money('trim(amount)', 'payments') | indent(8) }} is null as is_unreadable
        {%- else %}
        {{ customer_segments.record_rank(input, keys[input]) | indent(8) }} as record_rank,
        false as is_unreadable
        {%- endif %}
    from {{ ref('stg_segments__raw_' ~ input) }}
    {%- if not loop.last %}
    union all
    {%- endif %}
    {%- endfor %}
),

-- noqa: enable=LT02
final as (
    select
        input,
        source_file,
        malformed_line,
        case
            when malformed_row is not null then 'malformed_row'
            when is_repeated_header then 'repeated_header'
            when record_id is null and input = 'customers' then 'customer_id_missing'
            when record_id is null and input = 'products' then 'product_id_missing'
            when record_id is null then 'order_id_missing'
            when input = 'customers' and {{ customer_segments.is_damaged_id('record_id') }}
                then 'customer_id_damaged'
            when
                record_rank > 1
                and {{ "input != 'customers'" if customer_segments.rows_are_purchases() else 'true' }}
                then 'duplicate_record'
            when is_unreadable then 'amount_unreadable'
        end as reason_code
    from records
)

select * from final
