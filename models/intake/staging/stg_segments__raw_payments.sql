-- One row per raw record of the payments input: the mapped columns as text.
{{ config(
    enabled=customer_segments.has_input('payments'),
    materialized=customer_segments.raw_materialization('payments'),
    pre_hook="{{ customer_segments.forget_malformed_rows('payments') }}",
    post_hook="{{ customer_segments.keep_malformed_rows('payments') }}"
) }}
with

final as (
    {{ customer_segments.raw_rows('payments') | indent(4) }}
)

select * from final
