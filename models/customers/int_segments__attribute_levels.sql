-- One row per customer attribute and level: its frequency and the number that encodes it.
{%- set categorical = customer_segments.attributes_of_type('categorical') %}
{%- set attributes = categorical + customer_segments.attributes_of_type('ordered') %}
with

levels as (
    {%- for attribute in attributes %}
    {%- set is_ordered = attribute not in categorical %}
    select
        '{{ attribute }}' as attribute,
        {{ attribute }} as attribute_level,
        {{ 'true' if is_ordered else 'false' }} as is_ordered,
        {{ '1' if is_ordered else customer_segments.attribute_setting(attribute, 'levels', 5) }} as level_count,
        {{ customer_segments.level_place(attribute, attribute) if is_ordered else 'cast(null as double)' }} as place,
        {{ 'true' if is_ordered and customer_segments.attribute_setting(attribute, 'levels', none) else 'false' }}
            as is_listed,
        count(*) as customer_count
    from {{ ref('stg_segments__customers') }}
    where {{ attribute }} is not null
    group by {{ attribute }}
    {% if not loop.last %}union all{% endif %}
    {%- else %}
    select
        cast(null as string) as attribute,
        cast(null as string) as attribute_level,
        false as is_ordered,
        0 as level_count,
        cast(null as double) as place,
        false as is_listed,
        0 as customer_count
    where 1 = 0
    {%- endfor %}
),

ranked as (
    select
        *,
        row_number() over (
            partition by attribute order by customer_count desc, attribute_level
        ) as level_rank,
        dense_rank() over (partition by attribute order by place nulls last) as band_rank,
        sum(customer_count) over (partition by attribute) as attribute_customer_count
    from levels
),

encoded as (
    select
        *,
        case
            when is_ordered and place is null then null
            when is_listed then place
            when is_ordered then band_rank
            when level_rank <= level_count then level_rank
        end as code
    from ranked
),

final as (
    select
        attribute,
        attribute_level,
        is_ordered,
        cast(code as integer) as code,
        code is null as is_rare,
        cast(customer_count as bigint) as customer_count,
        {{ customer_segments.divide('customer_count', 'attribute_customer_count') }} as customer_share
    from encoded
)

select * from final
