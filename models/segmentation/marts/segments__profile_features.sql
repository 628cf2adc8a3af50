-- One row per segment and feature: how the segment's customers spread and how far they stand from all.
with

final as (
    select * from {{ ref('int_segments__profile_features') }}
)

select * from final
