-- One row per further customer whose lines are judged anew: what all lines say has changed for theirs.
{{ config(
    enabled=var('segments_incremental'),
    post_hook="insert into {{ ref('int_segments__changed_customers') }} select customer_id from {{ this }}"
) }}
with

evidence as (
    select * from {{ ref('int_segments__build_evidence') }}
    where kind = 'evidence'
),

stored as (
    {{ customer_segments.stored('evidence') }}
),

files as (
    select * from {{ ref('int_segments__build_evidence') }}
    where kind = 'file'
),

stored_files as (
    {{ customer_segments.stored('file') }}
),

compared as (
    select
        evidence.name,
        evidence.value is distinct from stored.value as is_other,
        least(evidence.value, stored.value) as earlier,
        greatest(evidence.value, stored.value) as later
    from evidence
    left join stored on evidence.name = stored.name
),

-- conclusions about all lines that are others now, and the dates between two limits
differences as (
    select
        max(case when name = 'has_cancellation_prefix' and is_other then 1 else 0 end) = 1 as are_others_cancelled,
        max(case when name = 'has_line_ids' and is_other then 1 else 0 end) = 1 as are_others_numbered,
        max(case when name like '%copies' and is_other then 1 else 0 end) = 1 as are_other_copies,
        max(case when name = 'first_date' and is_other then cast(earlier as date) end) as earlier_first_date,
        max(case when name = 'first_date' and is_other then cast(later as date) end) as later_first_date,
        max(case when name = 'last_date' and is_other then cast(earlier as date) end) as earlier_last_date,
        max(case when name = 'last_date' and is_other then cast(later as date) end) as later_last_date
    from compared
),

other_files as (
    select files.name as source_file
    from files
    left join stored_files on files.name = stored_files.name
    where files.value is distinct from stored_files.value
),

found as (
    select coalesce(facts.customer_id, '') as customer_id
    from {{ ref('int_segments__line_facts') }} as facts
    cross join differences
    left join other_files on facts.source_file = other_files.source_file
    where
        differences.are_others_numbered
        or (
            differences.are_others_cancelled
            and upper(facts.order_id) like '{{ customer_segments.cancellation_prefix() }}%'
        )
        or other_files.source_file is not null
        or cast(facts.ordered_at as date) between differences.earlier_first_date and differences.later_first_date
        or cast(facts.ordered_at as date) between differences.earlier_last_date and differences.later_last_date
    union all
    select repeated_lines.customer_id
    from {{ ref('int_segments__repeated_lines') }} as repeated_lines
    cross join differences
    where differences.are_other_copies
),

final as (
    select distinct customer_id
    from found
)

select * from final
