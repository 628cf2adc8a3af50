-- One row per input beside the transactions: records read and records used.
with

came as (
    {% for input in customer_segments.present_inputs()[1:] -%}
    select
        {{ 7 + loop.index }} as stage_order,
        '{{ input }}' as input,
        count(*) as record_count
    from {{ ref('stg_segments__raw_' ~ input) }}
    {% if not loop.last %}union all
    {% endif -%}
    {%- endfor %}
),

used as (
    select
        'customers' as input,
        sum(used_record_count) as used_count
    from {{ ref('stg_segments__customers') }}
    union all
    select
        'products' as input,
        count(*) as used_count
    from {{ ref('stg_segments__products') }}
    union all
    {%- for input in ['orders', 'payments'] if customer_segments.has_input(input) %}
    select
        '{{ input }}' as input,
        {{ 'sum(case when is_in_orders then 1 else 0 end)' if input == 'orders' else 'sum(payment_count)' }} as used_count
    from {{ ref('stg_segments__orders') }}
    union all
    {%- endfor %}
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
        coalesce(used.used_count, 0) as used_count
    from came
    inner join used on came.input = used.input
)

select * from final
