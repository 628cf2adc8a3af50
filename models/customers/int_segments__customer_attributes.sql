-- One row per customer in the customers input: further attributes as numbers, with missing-value flags.
with

customers as (
    select * from {{ ref('stg_segments__customers') }}
    where customer_id is not null
),

final as ( -- noqa: disable=LT02
    select
        {%- for attribute in customer_segments.attributes_of_type('numeric') %}
        {%- set number = customer_segments.parse_money('customers.' ~ attribute, 'customers') %}
        {{ number }} as {{ attribute }},
        case when {{ number }} is null then 1 else 0 end as {{ attribute }}__is_missing,
        {%- endfor %}
        {%- for attribute in customer_segments.attributes_of_type('ordered') %}
        {{ attribute }}_levels.code as {{ attribute }},
        case when {{ attribute }}_levels.code is null then 1 else 0 end as {{ attribute }}__is_missing,
        {%- endfor %}
        {%- for attribute in customer_segments.attributes_of_type('categorical') %}
        {%- for code in range(1, customer_segments.attribute_setting(attribute, 'levels', 5) + 1) %}
        case when {{ attribute }}_levels.code = {{ code }} then 1 else 0 end as {{ attribute }}__{{ code }},
        {%- endfor %}
        {%- endfor %}
        customers.customer_id
    from customers
    {%- for attribute in customer_segments.attributes_of_type('categorical')
        + customer_segments.attributes_of_type('ordered') %}
    left join {{ ref('int_segments__attribute_levels') }} as {{ attribute }}_levels
        on
            {{ attribute }}_levels.attribute = '{{ attribute }}'
            and customers.{{ attribute }} = {{ attribute }}_levels.attribute_level
    {%- endfor %}
)

select * from final
