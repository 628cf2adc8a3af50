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

final as (
    select * from as_of_date
)

select * from final
