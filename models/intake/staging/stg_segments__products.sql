-- One row per product of the products input: name, category and cost, of one record whole.
with

renamed as (
    select
        *,
        {{ customer_segments.repair_text('product_name') }} as repaired_name,
        {{ customer_segments.record_rank(
            'products', 'upper(' ~ customer_segments.clean_text('product_id') ~ ')'
        ) | indent(8) }} as record_rank
    from {{ ref('stg_segments__raw_products') }}
),

final as (
    select
        upper({{ customer_segments.clean_text('product_id') }}) as product_id,
        {{ customer_segments.clean_text('repaired_name') }} as product_name,
        {{ customer_segments.clean_text('category') }} as category,
        {{ customer_segments.parse_money('trim(unit_cost)', 'products') }} as unit_cost,
        {{ customer_segments.parse_number('trim(stock_unit_count)', 'products') }} as stock_unit_count
    from renamed
    where
        not is_repeated_header and malformed_row is null and record_rank = 1
        and {{ customer_segments.clean_text('product_id') }} is not null
)

select * from final
