-- One row per record of the customers and products inputs: its position and the reason for rejection.
with

records as (
    select
        'customers' as input,
        source_file,
        malformed_line,
        malformed_row,
        is_repeated_header,
        {{ customer_segments.clean_customer_id('customer_id') }} as record_id
    from {{ ref('stg_segments__raw_customers') }}
    union all
    select
        'products',
        source_file,
        malformed_line,
        malformed_row,
        is_repeated_header,
        {{ customer_segments.clean_text('product_id') }}
    from {{ ref('stg_segments__raw_products') }}
),

final as (
    select
        input,
        source_file,
        malformed_line,
        case
            when malformed_row is not null then 'malformed_row'
            when is_repeated_header then 'repeated_header'
            when record_id is null and input = 'customers' then 'customer_id_missing'
            when record_id is null then 'product_id_missing'
            when input = 'customers' and {{ customer_segments.is_damaged_id('record_id') }}
                then 'customer_id_damaged'
        end as reason_code
    from records
)

select * from final
