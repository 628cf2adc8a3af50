-- One row per raw campaign contact: accepted, or rejected with all reasons.
with

contacts as (
    select
        *,
        row_number() over (
            partition by campaign_id, customer_id
            order by contacted_at, contact_group desc, channel, cost, responded_at, source_file
        ) as occurrence
    from {{ ref('stg_segments__campaign_contacts') }}
),

judged as (
    select
        *,
        {{ customer_segments.contact_rejection_reasons() }} as rejection_reasons
    from contacts
),

final as (
    select
        campaign_id,
        customer_id,
        contacted_at,
        contact_group,
        channel,
        cast(cost as decimal(18, 4)) as cost,
        responded_at,
        source_file,
        malformed_line,
        rejection_reasons = '' as is_accepted,
        nullif(rejection_reasons, '') as rejection_reasons
    from judged
)

select * from final
