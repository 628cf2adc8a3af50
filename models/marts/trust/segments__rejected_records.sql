-- One row per file and reason why records of the customers or products input are not used.
with

rejected as (
    select * from {{ ref('stg_segments__record_reasons') }}
    where reason_code is not null
),

final as (
    select
        input,
        source_file,
        reason_code,
        count(*) as record_count,
        min(malformed_line) as first_line_number
    from rejected
    group by input, source_file, reason_code
)

select * from final
