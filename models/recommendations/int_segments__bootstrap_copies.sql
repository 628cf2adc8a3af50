-- One row per copy of the sample in a bootstrap: 0 is the sample itself.
with

numbers as (
    {{ dbt.generate_series(customer_segments.tuning('bootstrap_copies') + 1) }}
),

final as (
    select cast(generated_number - 1 as integer) as copy_number
    from numbers
)

select * from final
