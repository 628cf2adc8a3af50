-- One row per parameter of a previously published model version.
with

final as (
    select
        {{ customer_segments.previous_columns('previous_parameters', customer_segments.parameter_columns()) }}
    from {{ customer_segments.input_relation('previous_parameters') }}
)

select * from final
