-- One row per raw record of the products input: the mapped columns as text.
{{ config(
    materialized=customer_segments.raw_materialization('products'),
    pre_hook="{{ customer_segments.forget_malformed_rows('products') }}",
    post_hook="{{ customer_segments.keep_malformed_rows('products') }}"
) }}
with

final as (
    {{ customer_segments.raw_rows('products') | indent(4) }}
)

select * from final
