-- One row per raw order line: accepted, or rejected with all reasons.
{%- set as_it_came = [
    'malformed_row', 'ordered_at_text', 'quantity_text', 'unit_price_text', 'discount_amount_text'
] %}
with

-- only the columns needed for checks across lines; whole lines would not fit into memory
line_facts as (
    select
        source_file,
        ordered_at,
        case when source_file is not null then md5({{ customer_segments.line_fingerprint() }}) end
            as line_hash
    from {{ ref('stg_segments__transactions') }}
),

plausible_dates as (
    select
        cast('{{ var("segments_earliest_order_date") }}' as date) as first_date,
        coalesce(
            cast({{ customer_segments.setting_literal('segments_latest_order_date') }} as date),
            {{ customer_segments.add_days(
                'cast(' ~ customer_segments.quantile_value('ordered_at', 0.999) ~ ' as date)', 366
            ) }}
        ) as last_date
    from line_facts
),

file_contents as (
    select
        source_file,
        count(*) as line_count,
        min(line_hash) as first_line_hash,
        max(line_hash) as last_line_hash,
        min(ordered_at) as starts_at
    from line_facts
    where source_file is not null
    group by source_file
),

files as (
    select
        source_file,
        -- two files with the same lines are one file sent twice
        row_number() over (
            partition by line_count, first_line_hash, last_line_hash order by source_file
        ) > 1 as is_repeated_file,
        lead(starts_at) over (order by source_file) as next_file_starts_at
    from file_contents
),

placed as (
    select
        lines.*,
        plausible_dates.first_date,
        plausible_dates.last_date,
        md5({{ customer_segments.line_fingerprint() }}) as line_hash,
        coalesce(files.is_repeated_file, false) as is_repeated_file,
        coalesce(
            '{{ var("segments_overlapping_files") }}' = 'later_wins'
            and lines.ordered_at >= files.next_file_starts_at,
            false
        ) as is_overlap
    from {{ ref('stg_segments__transactions') }} as lines
    cross join plausible_dates
    left join files on lines.source_file = files.source_file
),

judged as (
    select
        *,
        line_hash
        || case when is_overlap then '-overlap-' when is_repeated_file then '-repeat-' else '-' end
        || case when is_repeated_file then source_file || '-' else '' end as line_key,
        {{ customer_segments.line_amount() }} as line_amount,
        {{ customer_segments.rejection_reasons() }} as own_reasons
    from placed
),

-- duplicates are searched after all unused columns have been dropped
corrected as (
    select
        {{ customer_segments.line_columns() }},
        cast(line_amount as decimal(18, 4)) as line_amount,
        cast(cost as decimal(18, 4)) as cost,
        quantity > 0 and not {{ customer_segments.is_cancellation('order_id') }} as is_sale,
        {{ customer_segments.line_corrections() | indent(8) }},
        {{ as_it_came | join(',\n        ') }},
        is_overlap or is_repeated_file as is_of_other_file,
        status_meaning,
        case when status_meaning is null then status_text end as unknown_status,
        line_key,
        own_reasons
    from judged
),

counted as (
    select
        *,
        row_number() over (partition by line_key order by source_file) as occurrence
    from corrected
),

marked as (
    select
        *,
        {{ customer_segments.with_repeats('own_reasons') }} as all_reasons
    from counted
),

lines as (
    select
        line_key || occurrence as line_id,
        {{ customer_segments.line_columns() }},
        line_amount,
        cost,
        all_reasons = '' as is_accepted,
        nullif(all_reasons, '') as rejection_reasons,
        is_sale,
        false as is_added,
        unknown_status,
        status_meaning,
        {{ customer_segments.line_corrections("names") | indent(8) }},
        -- rejected lines keep their raw text
        {%- for column in as_it_came %}
        case when all_reasons != '' then {{ column }} end as {{ column }}
        {%- if not loop.last %},{% endif %}
        {%- endfor %}
    from marked
),

{{ customer_segments.lines_returned_by_status() }}

select * from final
