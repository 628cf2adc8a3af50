-- One row per raw customer record: the attributes that describe a customer, no contact data.
with

renamed as (
    select
        {{ customer_segments.input_select(
            'customers',
            ['customer_id', 'age', 'gender', 'income', 'city', 'region', 'country'],
            ['customer_id']
        ) }}
    {{ customer_segments.input_from('customers') }}
),

final as (
    select
        {{ customer_segments.clean_customer_id('customer_id') }} as customer_id,
        {{ customer_segments.parse_number('trim(age)') }} as age,
        {{ customer_segments.clean_text('gender') }} as gender,
        {{ customer_segments.parse_number('trim(income)') }} as income,
        {{ customer_segments.clean_text('city') }} as city,
        {{ customer_segments.clean_text('region') }} as region,
        {{ customer_segments.clean_text('country') }} as country
    from renamed
)

select * from final
