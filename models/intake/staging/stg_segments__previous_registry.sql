-- One row per model version that was published before.
with

final as (
    select
        {{ customer_segments.previous_registry_columns() }}
    {{ customer_segments.input_from('previous_registry') }}
)

select * from final
