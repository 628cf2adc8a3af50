-- One row per raw order line: the input's columns by their canonical names, as text and typed.
with

renamed as (
    select
        {{ customer_segments.input_select(
            'transactions',
            [
                'order_id', 'customer_id', 'product_id', 'product_name', 'category', 'ordered_at',
                'quantity', 'unit_price', 'discount_amount', 'channel', 'country'
            ],
            ['order_id', 'customer_id', 'product_id', 'ordered_at', 'quantity', 'unit_price']
        ) }},
        {{ customer_segments.input_source_file('transactions') }} as source_file
    {{ customer_segments.input_from('transactions') }}
),

final as (
    select
        -- ids
        {{ customer_segments.clean_text('order_id') }} as order_id,
        {{ customer_segments.clean_customer_id('customer_id') }} as customer_id,
        upper({{ customer_segments.clean_text('product_id') }}) as product_id,
        -- numerics: null where the text is not a plain number
        {{ customer_segments.parse_number('trim(quantity)') }} as quantity,
        {{ customer_segments.parse_number('trim(unit_price)') }} as unit_price,
        {{ customer_segments.parse_number("coalesce(nullif(trim(discount_amount), ''), '0')") }}
            as discount_amount,
        -- timestamps: null where the text is not a date
        {{ customer_segments.parse_timestamp('trim(ordered_at)') }} as ordered_at,
        -- descriptions
        {{ customer_segments.clean_text(customer_segments.repair_text('product_name')) }} as product_name,
        {{ customer_segments.clean_text('category') }} as category,
        {{ customer_segments.clean_text('channel') }} as channel,
        {{ customer_segments.clean_text('country') }} as country,
        -- as they came
        order_id as order_id_text,
        customer_id as customer_id_text,
        product_id as product_id_text,
        product_name as product_name_text,
        ordered_at as ordered_at_text,
        quantity as quantity_text,
        unit_price as unit_price_text,
        discount_amount as discount_amount_text,
        source_file
    from renamed
)

select * from final
