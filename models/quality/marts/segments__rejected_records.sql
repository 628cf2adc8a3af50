-- One row per input other than transactions, file and reason: the records that are not used.
with

reasons as (
    select
        input,
        source_file,
        malformed_line,
        reason_code
    from {{ ref('stg_segments__record_reasons') }}
    union all
    -- a contact counts under its first reason
    select
        'campaign_contacts' as input,
        source_file,
        malformed_line,
        split_part(rejection_reasons, '; ', 1) as reason_code
    from {{ ref('int_segments__campaign_contacts') }}
),

final as (
    select
        input,
        coalesce(source_file, '(table)') as source_file,
        reason_code,
        count(*) as record_count,
        min(malformed_line) as first_line_number
    from reasons
    where reason_code is not null
    group by input, source_file, reason_code
)

select * from final
