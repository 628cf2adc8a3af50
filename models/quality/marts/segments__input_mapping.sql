-- One row per input and canonical column: its source column, and how many values are present and parsed.
with

counted as (
    {{ customer_segments.counted_columns() | indent(4) }}
),

final as (
    select
        input,
        canonical_column,
        mapped_from,
        is_needed,
        cast(row_count as bigint) as row_count,
        cast(stated_count as bigint) as stated_count,
        cast(parsed_count as bigint) as parsed_count,
        cast(stated_count - parsed_count as bigint) as unparsed_count,
        cast(row_count - stated_count as bigint) as null_count,
        cast(corrected_count as bigint) as corrected_count
    from counted
)

select * from final
