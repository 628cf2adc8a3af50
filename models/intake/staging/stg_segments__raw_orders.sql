-- One row per raw record of the orders input: the mapped columns as text.
{{ config(
    enabled=customer_segments.has_input('orders'),
    materialized=customer_segments.raw_materialization('orders'),
    pre_hook="{{ customer_segments.forget_malformed_rows('orders') }}",
    post_hook="{{ customer_segments.keep_malformed_rows('orders') }}"
) }}
with

final as (
    {{ customer_segments.raw_rows('orders') | indent(4) }}
)

select * from final
