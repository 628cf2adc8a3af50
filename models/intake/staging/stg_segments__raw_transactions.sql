-- One row per raw order line or malformed row: the mapped columns as text.
{{ config(
    materialized=customer_segments.raw_materialization('transactions'),
    pre_hook="{{ customer_segments.forget_malformed_rows('transactions') }}",
    post_hook="{{ customer_segments.keep_malformed_rows('transactions') }}"
) }}
with

final as (
    {{ customer_segments.raw_rows('transactions') | indent(4) }}
)

select * from final
