-- One row per question about what counts: the day, and repeated lines.
{{ config(materialized='view') }}
with

as_of_date as (
    select
        'as-of date' as question,
        'shop' as subject,
        'the day after the last order, or segments_as_of_date' as options,
        'measured at ' || cast(as_of_date as {{ dbt.type_string() }}) as evidence,
        cast(as_of_date as {{ dbt.type_string() }}) as choice,
        {{ customer_segments.stated_by_setting(
            'segments_as_of_date', 'nothing is asked for, so everything accepted counts'
        ) }} as reason
    from {{ ref('int_segments__as_of_dates') }}
    where is_current
),

line_policies as (
    select
        case reason_code
            when 'duplicate_line' then 'repeated lines'
            else 'overlapping files'
        end as question,
        'transactions' as subject,
        case reason_code
            when 'duplicate_line' then 'reject, keep'
            else 'keep, later_wins'
        end as options,
        cast(line_count as {{ dbt.type_string() }}) || ' lines, '
        || cast(amount as {{ dbt.type_string() }}) || ' {{ var("segments_currency") }} rejected' as evidence,
        case reason_code
            when 'duplicate_line' then '{{ var("segments_duplicate_lines") }}'
            else '{{ var("segments_overlapping_files") }}'
        end as choice,
        case reason_code
            when 'duplicate_line'
                then
                    'a line loaded twice is commoner and costlier than a genuine repeat; '
                    || 'set by segments_duplicate_lines'
            else 'set by segments_overlapping_files'
        end as reason
    from {{ ref('segments__cleaning_summary') }}
    where reason_code in ('duplicate_line', 'overlapping_file')
),

final as (
    select * from as_of_date
    union all
    select * from line_policies
)

select * from final
