-- One row per segment with a profile: the name and play of the first rule it meets.
{{ config(materialized='view') }}
with

previous as (
    select
        segment_id,
        max(segment_name) as segment_name
    from {{ ref('stg_segments__previous_customers') }}
    group by segment_id
),

matches as (
    select
        matches.*,
        coalesce(
            previous.segment_name = matches.segment_name
            or previous.segment_name like matches.segment_name || ', %'
            or previous.segment_name like matches.segment_name || ' (%',
            false
        ) as is_previous
    from {{ ref('int_segments__rule_matches') }} as matches
    left join previous on matches.segment_id = previous.segment_id
    where matches.rule_kind = 'name'
),

-- the previous name stays while it is met within its error and no earlier rule is met beyond it
judged as (
    select
        *,
        max(case when is_previous then 1 else 0 end) over (partition by segment_id) = 1
        and not is_previous
        and not is_sure as gives_way
    from matches
    where is_met or is_previous
),

first_matches as (
    select
        *,
        row_number() over (partition by segment_id order by gives_way, rule_order) as match_rank,
        first_value(segment_name) over (
            partition by segment_id
            order by is_met desc, rule_order
            rows between unbounded preceding and unbounded following
        ) as fresh_name,
        max(case when is_met then 1 else 0 end) over (partition by segment_id) as meets_any
    from judged
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
        coalesce(
            case when first_matches.meets_any = 1 then first_matches.fresh_name end,
            case when revenue.is_largest then 'Core customers' else 'Typical customers' end
        ) as fresh_name,
        coalesce(first_matches.play, 'upsell') as play
    from segments
    left join revenue on segments.segment_id = revenue.segment_id
    left join first_matches
        on segments.segment_id = first_matches.segment_id and first_matches.match_rank = 1
)

select * from final
