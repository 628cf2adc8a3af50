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

-- a conclusion about all lines that differs, and the dates between two limits
differences as (
    select
        {%- for conclusion, names in {
            'are_others_cancelled': ['has_cancellation_prefix'],
            'are_others_numbered': ['has_line_ids'],
            'are_other_repeats': ['are_repeats_copies', 'states_quantities', 'smallest_copy_count']
        }.items() %}
        coalesce(max(case
            when
                evidence.name in ({{ customer_segments.quoted_list(names) }})
                and evidence.value is distinct from stored.value
                then 1
        end) = 1, false) as {{ conclusion }},
        {%- endfor %}
        {%- for limit in ['first_date', 'last_date'] %}
        min(case when evidence.name = '{{ limit }}' then least(evidence.value, stored.value) end) as earlier_{{ limit }},
        max(case when evidence.name = '{{ limit }}' then greatest(evidence.value, stored.value) end) as later_{{ limit }}
        {%- if not loop.last %},{% endif %}
        {%- endfor %}
    from evidence
    left join stored on evidence.name = stored.name
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
        or (
            cast(facts.ordered_at as date) >= cast(differences.earlier_first_date as date)
            and cast(facts.ordered_at as date) <= cast(differences.later_first_date as date)
            and differences.earlier_first_date != differences.later_first_date
        )
        or (
            cast(facts.ordered_at as date) >= cast(differences.earlier_last_date as date)
            and cast(facts.ordered_at as date) <= cast(differences.later_last_date as date)
            and differences.earlier_last_date != differences.later_last_date
        )
    union all
    select repeated_lines.customer_id
    from {{ ref('int_segments__repeated_lines') }} as repeated_lines
    cross join differences
    where differences.are_other_repeats
),

final as (
    select distinct customer_id
    from found
)

select * from final
