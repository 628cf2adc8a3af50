-- One row per raw campaign contact: canonical columns, typed and as text.
with

contacts as (
    select * from {{ ref('stg_segments__raw_campaign_contacts') }}
),

final as (
    select
        -- ids
        {{ customer_segments.clean_text('campaign_id') }} as campaign_id,
        {{ customer_segments.clean_customer_id('customer_id') }} as customer_id,
        -- descriptions: null for unknown words
        {{ customer_segments.contact_group('trim(contact_group)') }} as contact_group,
        {{ customer_segments.clean_text('channel') }} as channel,
        -- numerics, in the shop's currency: null where the text is not a plain number
        {{ customer_segments.parse_money('trim(cost)', 'campaign_contacts') }} as cost,
        -- timestamps: null where the text is not a date
        {{ customer_segments.parse_timestamp('trim(contacted_at)', 'campaign_contacts') }} as contacted_at,
        {{ customer_segments.parse_timestamp('trim(responded_at)', 'campaign_contacts') }} as responded_at,
        -- raw text
        nullif(trim(cost), '') as cost_text,
        nullif(trim(responded_at), '') as responded_at_text,
        malformed_row,
        malformed_line,
        is_repeated_header,
        source_file
    from contacts
)

select * from final
