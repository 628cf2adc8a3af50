-- One row per shop: a hash of everything but the lines that all kept rows depend on.
{{ config(enabled=var('segments_incremental')) }}
{%- set price = customer_segments.input_setting('transactions', 'columns').get('unit_price') %}
with

date_forms as (
    select {{ customer_segments.are_days_numbers() }} as are_serials
    from {{ ref('stg_segments__raw_transactions') }}
    where malformed_row is null and not is_repeated_header and trim(ordered_at) != ''
),

listed_prices as (
    select sum(hash(product_id, unit_price)) as listed_hash
    from {{ ref('stg_segments__raw_products') }}
    where {{ 'true' if price is mapping and 'from_products' in price else 'false' }}
),
{% for seed in ['segments_status_rules', 'segments_exchange_rates', 'segments_non_product_rules'] %}
{{ seed }} as (
    select sum(hash(rules)) as {{ seed }}_hash
    from {{ ref(seed) }} as rules
),
{% endfor %}
final as (
    select
        concat_ws(
            '/',
            '{{ local_md5(customer_segments.settings_text()) }}',
            date_forms.are_serials,
            listed_prices.listed_hash,
            segments_status_rules.segments_status_rules_hash,
            segments_exchange_rates.segments_exchange_rates_hash,
            segments_non_product_rules.segments_non_product_rules_hash
        ) as value,
        date_forms.are_serials
    from date_forms
    cross join listed_prices
    cross join segments_status_rules
    cross join segments_exchange_rates
    cross join segments_non_product_rules
)

select * from final
