-- One row per as-of date and buyer of the build published before: what it said of them.
with

final as (
    select
        {{ customer_segments.previous_history_columns() }}
    {{ customer_segments.input_from('previous_history') }}
)

select * from final
