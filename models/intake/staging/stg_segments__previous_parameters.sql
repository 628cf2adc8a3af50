-- One row per parameter of a model version that was published before.
with

final as (
    select
        {{ customer_segments.previous_parameter_columns() }}
    {{ customer_segments.input_from('previous_parameters') }}
)

select * from final
