-- One row per conclusion about all lines, and per file: what a line depends on besides itself.
{{ config(enabled=var('segments_incremental'), materialized='view') }}
{%- set conclusions = {
    'first_date': 'first_date',
    'last_date': 'last_date',
    'has_cancellation_prefix': 'has_cancellation_prefix',
    'has_line_ids': 'has_line_ids',
    'are_copies': 'are_repeats_copies',
    'quantities_of_copies': 'are_repeats_copies and states_quantities',
    'number_of_copies': 'case when are_repeats_copies and not states_quantities then smallest_copy_count end',
} %}
with

final as (
    {%- for name, value in conclusions.items() %}
    select
        'evidence' as kind,
        '{{ name }}' as name,
        cast({{ value }} as string) as value
    from {{ ref('int_segments__intake_evidence') }}
    union all
    {%- endfor %}
    select
        'file' as kind,
        source_file as name,
        cast(is_repeated_file as string)
        {%- if var('segments_overlapping_files') == 'later_wins' %}
        || coalesce(cast(next_file_starts_at as string), '')
        {%- endif %} as value
    from {{ ref('int_segments__source_files') }}
)

select * from final
