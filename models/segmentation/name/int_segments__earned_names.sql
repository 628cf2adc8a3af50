-- One row per segment with a profile: the name and play of the first rule it meets.
{{ config(materialized='view') }}
with

first_matches as (
    select
        *,
        row_number() over (partition by segment_id order by rule_order) as match_rank
    from {{ ref('int_segments__rule_matches') }}
    where rule_kind = 'name'
),

segments as (
    select segment_id
    from {{ ref('int_segments__profile_features') }}
    group by segment_id
),

-- the profile of a segment may meet no rule
final as (
    select
        segments.segment_id,
        coalesce(first_matches.segment_name, 'Everyday customers') as segment_name,
        coalesce(first_matches.play, 'upsell') as play
    from segments
    left join first_matches
        on segments.segment_id = first_matches.segment_id and first_matches.match_rank = 1
)

select * from final
