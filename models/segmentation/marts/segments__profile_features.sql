-- One row per segment and feature: its distribution in the segment, and the difference from all customers.
with

final as (
    select * from {{ ref('int_segments__profile_features') }}
)

select * from final
