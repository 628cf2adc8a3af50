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

members as (
    select
        segments.segment_id,
        features.net_amount
    from {{ ref('int_segments__customer_features') }} as features
    inner join {{ ref('int_segments__customer_segments') }} as segments
        on features.customer_id = segments.customer_id
),

revenue as (
    select
        segment_id,
        sum(net_amount) > 0
        and row_number() over (order by sum(net_amount) desc nulls last, segment_id) = 1 as is_largest
    from members
    group by segment_id
),

-- the profile of a segment may meet no rule
final as (
    select
        segments.segment_id,
        coalesce(
            first_matches.segment_name,
            case when revenue.is_largest then 'Core customers' else 'Typical customers' end
        ) as segment_name,
        coalesce(first_matches.play, 'upsell') as play
    from segments
    left join revenue on segments.segment_id = revenue.segment_id
    left join first_matches
        on segments.segment_id = first_matches.segment_id and first_matches.match_rank = 1
)

select * from final
