-- One row per input beside the transactions: records read and records used.
with

came as (
    {% for input in ['customers', 'products', 'campaign_contacts'] -%}
    select
        {{ 6 + loop.index }} as stage_order,
        '{{ input }}' as input,
        count(*) as record_count
    from {{ ref('stg_segments__raw_' ~ input) }}
    {% if not loop.last %}union all
    {% endif -%}
    {%- endfor %}
),

used as (
    {% for input, key in [('customers', 'customer_id'), ('products', 'product_id')] -%}
    select
        '{{ input }}' as input,
        count({{ key }}) as used_count
    from {{ ref('stg_segments__' ~ input) }}
    union all
    {% endfor -%}
    select
        'campaign_contacts' as input,
        count(*) as used_count
    from {{ ref('int_segments__campaign_contacts') }}
    where is_accepted
),

final as (
    select
        came.stage_order,
        came.input,
        came.record_count,
        used.used_count
    from came
    inner join used on came.input = used.input
)

select * from final
