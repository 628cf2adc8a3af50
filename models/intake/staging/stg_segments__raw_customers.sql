-- One row per raw record of the customers input: the mapped columns as text.
{{ config(
    materialized=customer_segments.raw_materialization('customers'),
    pre_hook="{{ customer_segments.forget_malformed_rows('customers') }}",
    post_hook="{{ customer_segments.keep_malformed_rows('customers') }}"
) }}
with

final as (
    {{ customer_segments.raw_rows('customers') | indent(4) }}
)

select * from final
