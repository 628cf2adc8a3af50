-- One row per raw record of the campaign contacts input: the mapped columns as text.
{{ config(
    materialized=customer_segments.raw_materialization('campaign_contacts'),
    pre_hook="{{ customer_segments.forget_malformed_rows('campaign_contacts') }}",
    post_hook="{{ customer_segments.keep_malformed_rows('campaign_contacts') }}"
) }}
with

final as (
    {{ customer_segments.raw_rows('campaign_contacts') | indent(4) }}
)

select * from final
