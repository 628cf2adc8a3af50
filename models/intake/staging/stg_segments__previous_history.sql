-- One row per as-of date and buyer of the previously published build: their segments.
with

final as (
    select
        {{ customer_segments.previous_history_columns() }}
    from {{ customer_segments.input_relation('previous_history') }}
)

select * from final
