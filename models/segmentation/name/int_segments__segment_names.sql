-- One row per segment: the name and play its profile earns from the rules, unique among segments.
with

qualified_once as (
    select
        named.segment_id,
        named.play,
        named.rule_order,
        qualifiers.second_qualifier,
        named.segment_name || coalesce(', ' || qualifiers.first_qualifier, '') as segment_name
    from {{ ref('int_segments__earned_names') }} as named
    left join {{ ref('int_segments__name_qualifiers') }} as qualifiers
        on named.segment_id = qualifiers.segment_id
),

-- where one word leaves two alike, the next difference is said as well
qualified_twice as (
    select
        segment_id,
        play,
        rule_order,
        case
            when count(*) over (partition by segment_name) > 1
                then segment_name || coalesce(' and ' || second_qualifier, '')
            else segment_name
        end as segment_name
    from qualified_once
),

final as (
    select
        segment_id,
        case
            when count(*) over (partition by segment_name) > 1
                then segment_name || ' (' || segment_id || ')'
            else segment_name
        end as segment_name,
        play,
        rule_order
    from qualified_twice
    union all
    select
        {{ customer_segments.segment_id('0') }} as segment_id,
        'No orders on record' as segment_name,
        'first_order' as play,
        0 as rule_order
)

select * from final
