-- One row per customer attribute and level: its frequency and the number that encodes it.
{%- set attributes = customer_segments.attributes_of_type('categorical') %}
with

levels as (
    {%- for attribute in attributes %}
    select
        '{{ attribute }}' as attribute,
        {{ attribute }} as attribute_level,
        {{ customer_segments.attribute_setting(attribute, 'levels', 5) }} as level_count,
        count(*) as customer_count
    from {{ ref('stg_segments__customers') }}
    where customer_id is not null and {{ attribute }} is not null
    group by {{ attribute }}
    {% if not loop.last %}union all{% endif %}
    {%- else %}
    select
        cast(null as string) as attribute,
        cast(null as string) as attribute_level,
        0 as level_count,
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
        sum(customer_count) over (partition by attribute) as attribute_customer_count
    from levels
),

final as (
    select
        attribute,
        attribute_level,
        cast(case when level_rank <= level_count then level_rank end as integer) as code,
        level_rank > level_count as is_rare,
        cast(customer_count as bigint) as customer_count,
        {{ customer_segments.divide('customer_count', 'attribute_customer_count') }} as customer_share
    from ranked
)

select * from final
