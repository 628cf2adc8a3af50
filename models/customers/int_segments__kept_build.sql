-- One row per kind and name: what the last complete build knew, with which the next one compares.
-- depends_on: {{ ref('int_segments__customer_products') }}
-- depends_on: {{ ref('int_segments__customer_order_features') }}
-- depends_on: {{ ref('int_segments__changed_products') }}
{{ config(
    enabled=var('segments_incremental'),
    post_hook="{{ 'delete from ' ~ ref('int_segments__changed_customers') if customer_segments.is_complete_build() }}"
) }}
{%- set kinds = {
    'customer': ['customer_id', 'fingerprint', ref('int_segments__customer_fingerprints')],
    'settings': ["'all'", 'value', ref('int_segments__build_settings')],
    'no product': ['product_id', 'line_type', ref('int_segments__products') ~ ' where not is_product'],
    'as-of date': ["'current'", 'as_of_date', ref('int_segments__as_of_dates') ~ ' where is_current'],
} %}
{%- set counts = {
    'changed': ["count(distinct nullif(customer_id, ''))", ref('int_segments__changed_customers')],
    'customers': ["count(nullif(customer_id, ''))", ref('int_segments__customer_fingerprints')],
    'settings': [
        'count(case when value in (select stored.value from stored) then 1 end)', ref('int_segments__build_settings')
    ],
    'stored': ["count(*)", 'stored']
} %}
with

{% if execute and not customer_segments.is_complete_build() -%}
-- a part was built: what is stored stays
final as (
    {{ customer_segments.stored() }}
)
{%- else -%}
stored as (
    {{ customer_segments.stored('settings') }}
),

final as (
    select
        kind,
        name,
        value
    from {{ ref('int_segments__build_evidence') }}
    {%- for kind, parts in kinds.items() %}
    union all
    select
        '{{ kind }}' as kind,
        {{ parts[0] }} as name,
        cast({{ parts[1] }} as string) as value
    from {{ parts[2] }}
    {%- endfor %}
    {%- for count, parts in counts.items() %}
    union all
    select
        'count' as kind,
        '{{ count }}' as name,
        cast({{ parts[0] }} as string) as value
    from {{ parts[1] }}
    {%- endfor %}
)
{%- endif %}

select * from final
