-- One row per raw customer record: descriptive attributes, no contact data.
with

renamed as (
    select
        *,
        {{ customer_segments.clean_customer_id('customer_id') }} as customer_key
    from {{ ref('stg_segments__raw_customers') }}
),

final as (
    select
        -- an id that lost digits is ambiguous
        case when not {{ customer_segments.is_damaged_id('customer_key') }} then customer_key end
            as customer_id,
        cast({{ customer_segments.parse_timestamp('trim(birth_date)', 'customers') }} as date) as birth_date,
        {{ customer_segments.parse_number('trim(age)', 'customers') }} as age,
        {{ customer_segments.clean_text('gender') }} as gender,
        {{ customer_segments.parse_money('trim(income)', 'customers') }} as income,
        {{ customer_segments.clean_text('city') }} as city,
        {{ customer_segments.clean_text('region') }} as region,
        -- order features that a customers file may state
        {%- for measure in customer_segments.customer_measures() %}
        {{ customer_segments.parse_money('trim(' ~ measure ~ ')', 'customers') }} as {{ measure }},
        {%- endfor %}
        -- further attributes, as text
        {%- for attribute in customer_segments.customer_attributes() %}
        {{ customer_segments.clean_text(attribute) }} as {{ attribute }},
        {%- endfor %}
        {{ customer_segments.clean_text('country') }} as country
    from renamed
    where not is_repeated_header and malformed_row is null
)

select * from final
