-- One row per as-of date and customer who had bought by then: their RFM segment and segment on that day.
with

final as (
    select * from {{ ref('int_segments__customer_history') }}
)

select * from final
