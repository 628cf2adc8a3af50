-- One row per previously published model version.
with

final as (
    select
        {{ customer_segments.previous_registry_columns() }}
    from {{ customer_segments.input_relation('previous_registry') }}
)

select * from final
