-- One row per file of order lines: whether it repeats another one, and when the next one starts.
with

file_contents as (
    select
        source_file,
        sum(line_count) as line_count,
        min(line_hash) as first_line_hash,
        max(line_hash) as last_line_hash,
        min(ordered_at) as starts_at
    from {{ ref('int_segments__line_facts') }}
    where source_file is not null
    group by source_file
),

repeated as (
    select
        source_file,
        cast(line_count as bigint) as line_count,
        starts_at,
        -- two files with the same lines are one file sent twice
        row_number() over (
            partition by line_count, first_line_hash, last_line_hash order by source_file
        ) > 1 as is_repeated_file
    from file_contents
),

-- a copy replaces nothing: it is left out itself
final as (
    select
        *,
        lead(starts_at) over (partition by is_repeated_file order by source_file) as next_file_starts_at
    from repeated
)

select * from final
