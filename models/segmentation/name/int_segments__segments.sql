-- One row per segment: its cluster, rank, unique name, play and number of customers.
with

qualified_once as (
    select
        named.segment_id,
        named.play,
        named.segment_name != named.fresh_name as is_kept_name,
        qualifiers.second_qualifier,
        named.segment_name || coalesce(', ' || qualifiers.first_qualifier, '') as segment_name
    from {{ ref('int_segments__earned_names') }} as named
    left join {{ ref('int_segments__name_qualifiers') }} as qualifiers
        on named.segment_id = qualifiers.segment_id
),

-- where two segments still share a name, the second difference is added
qualified_twice as (
    select
        segment_id,
        play,
        is_kept_name,
        case
            when count(*) over (partition by segment_name) > 1
                then segment_name || coalesce(' and ' || second_qualifier, '')
            else segment_name
        end as segment_name
    from qualified_once
),

named as (
    select
        segment_id,
        case
            when count(*) over (partition by segment_name) > 1
                then segment_name || ' (' || segment_id || ')'
            else segment_name
        end as segment_name,
        is_kept_name,
        play
    from qualified_twice
    union all
    select
        {{ customer_segments.segment_id('0') }} as segment_id,
        'No orders on record' as segment_name,
        false as is_kept_name,
        'first_order' as play
),

sizes as (
    select
        segment_id,
        count(*) as customer_count
    from {{ ref('int_segments__customer_segments') }}
    group by segment_id
),

final as (
    select
        aligned.segment_id,
        aligned.cluster,
        aligned.segment_rank,
        named.segment_name,
        coalesce(named.is_kept_name, false) as is_kept_name,
        named.play,
        cast(coalesce(sizes.customer_count, 0) as bigint) as customer_count
    from {{ ref('int_segments__aligned_segments') }} as aligned
    left join named on aligned.segment_id = named.segment_id
    left join sizes on aligned.segment_id = sizes.segment_id
)

select * from final
