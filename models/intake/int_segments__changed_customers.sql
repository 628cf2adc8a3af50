-- One row per customer whose rows are built anew: their lines changed since the last complete build.
{{ config(
    enabled=var('segments_incremental'),
    materialized='incremental',
    incremental_strategy='append',
    pre_hook="{{ customer_segments.forget_kept_models() }}"
) }}
with

stored as (
    {{ customer_segments.stored('customer') }}
),

stored_settings as (
    {{ customer_segments.stored('settings') }}
),

-- with other settings everybody changed
known_settings as (
    select count(*) as known_count
    from stored_settings
    inner join {{ ref('int_segments__build_settings') }} as settings on stored_settings.value = settings.value
),

changed as (
    select coalesce(fingerprints.customer_id, stored.name) as customer_id
    from {{ ref('int_segments__customer_fingerprints') }} as fingerprints
    full outer join stored on fingerprints.customer_id = stored.name
    cross join known_settings
    where
        known_settings.known_count = 0
        -- where orders are shared, the part of one customer follows from the lines of another
        or fingerprints.shares_an_order
        or fingerprints.fingerprint is distinct from stored.value
        or {{ 'true' if should_full_refresh() else 'false' }}
),

-- of a build that did not end, the changes are still to be made
final as (
    select customer_id
    from changed
    {%- if customer_segments.keeps_rows() %}
    where customer_id not in (select already.customer_id from {{ this }} as already)
    {%- endif %}
)

select * from final
