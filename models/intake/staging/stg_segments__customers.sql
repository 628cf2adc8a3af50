-- One row per customer of the customers input: attributes of one record whole, no contact data.
{{ config(materialized='table') }}
with

renamed as (
    select
        *,
        {{ customer_segments.clean_customer_id('customer_id') }} as customer_key,
        {{ customer_segments.record_rank(
            'customers', customer_segments.clean_customer_id('customer_id')
        ) | indent(8) }} as record_rank,
        count(*) over (
            partition by {{ customer_segments.clean_customer_id('customer_id') | indent(12) }}
        ) as record_count
    from {{ ref('stg_segments__raw_customers') }}
),

typed as (
    select
        -- an id that lost digits is ambiguous
        case when not {{ customer_segments.is_damaged_id('customer_key') }} then customer_key end
            as customer_id,
        cast({{ customer_segments.parse_timestamp('trim(birth_date)', 'customers') }} as date) as birth_date,
        {{ customer_segments.parse_number('trim(age)', 'customers') }} as age,
        {{ customer_segments.clean_text('gender') }} as gender_text,
        {{ customer_segments.gender_meant(customer_segments.clean_text('gender') | trim) }} as gender_meant,
        {{ customer_segments.parse_money('trim(income)', 'customers') }} as income,
        -- bands such as 45-54, where the file states no number
        {%- for column in ['age', 'income'] %}
        case
            when
                {{ customer_segments.parse_money('trim(' ~ column ~ ')', 'customers') | indent(16) }} is null
                and {{ customer_segments.is_band(column) }}
                then {{ customer_segments.clean_text(column) | indent(16) }}
        end as stated_{{ column }}_band,
        {%- endfor %}
        {{ customer_segments.clean_text('city') }} as city,
        {{ customer_segments.clean_text('region') }} as region,
        -- order features that a customers file may state
        {%- for measure in customer_segments.customer_measures() %}
        {{ customer_segments.of_rows(
            measure, customer_segments.parse_money('trim(' ~ measure ~ ')', 'customers')
        ) | indent(8) }} as {{ measure }},
        {%- endfor %}
        {{ 'record_count' if customer_segments.rows_are_purchases() else '1' }} as used_record_count,
        record_rank,
        -- further attributes, as text
        {%- for attribute in customer_segments.customer_attributes() %}
        {{ customer_segments.clean_text(attribute) }} as {{ attribute }},
        {%- endfor %}
        {{ customer_segments.clean_text('country') }} as country
    from renamed
    where not is_repeated_header and malformed_row is null
),

-- windows are computed before the records of one customer are reduced to one
used as (
    select * from typed
    where record_rank = 1 and customer_id is not null
),

gender_spellings as (
    select
        gender_meant,
        gender_text,
        row_number() over (
            partition by gender_meant order by count(*) desc, gender_text
        ) as spelling_rank
    from used
    group by gender_meant, gender_text
),

-- a gender is called by its most frequent spelling
final as (
    select
        {{ customer_segments.all_but(['record_rank', 'gender_text', 'gender_meant'], of='used') }},
        gender_spellings.gender_text as gender
    from used
    left join gender_spellings
        on used.gender_meant = gender_spellings.gender_meant and gender_spellings.spelling_rank = 1
)

select * from final
