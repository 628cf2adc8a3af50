-- One row per raw product record: name, category and cost as the shop knows them.
with

renamed as (
    select
        {{ customer_segments.input_select(
            'products',
            ['product_id', 'product_name', 'category', 'unit_cost'],
            ['product_id']
        ) }}
    {{ customer_segments.input_from('products') }}
),

final as (
    select
        upper({{ customer_segments.clean_text('product_id') }}) as product_id,
        {{ customer_segments.clean_text(customer_segments.repair_text('product_name')) }} as product_name,
        {{ customer_segments.clean_text('category') }} as category,
        {{ customer_segments.parse_number('trim(unit_cost)') }} as unit_cost
    from renamed
)

select * from final
