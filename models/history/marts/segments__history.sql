-- One row per as-of date and customer with an earlier order: their RFM segment and segment at that date.
with

final as (
    select * from {{ ref('int_segments__customer_history') }}
)

select * from final
