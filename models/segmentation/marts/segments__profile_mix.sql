-- One row per segment, dimension and level: its share of the segment, and of all customers.
with

levels as (
    select
        segments.segment_id,
        levels.dimension,
        levels.level,
        count(*) as customer_count
    from {{ ref('int_segments__customer_levels') }} as levels
    inner join {{ ref('int_segments__customer_segments') }} as segments
        on levels.customer_id = segments.customer_id
    group by segments.segment_id, levels.dimension, levels.level
),

overall as (
    select
        dimension,
        level,
        sum(customer_count) as all_customer_count,
        row_number() over (
            partition by dimension order by sum(customer_count) desc, level
        ) as level_rank,
        max(case when level != 'unknown' then 1 else 0 end) over (partition by dimension) as is_known
    from levels
    group by dimension, level
),

-- levels beyond the twentieth are added up; a dimension that is unknown for all customers is left out
named as (
    select
        levels.segment_id,
        levels.dimension,
        case when overall.level_rank <= 20 then levels.level else 'all others' end as level,
        sum(levels.customer_count) as customer_count
    from levels
    inner join overall
        on levels.dimension = overall.dimension and levels.level = overall.level
    where overall.is_known = 1
    group by
        levels.segment_id,
        levels.dimension,
        case when overall.level_rank <= 20 then levels.level else 'all others' end
),

shares as (
    select
        *,
        {{ customer_segments.divide(
            'customer_count', 'sum(customer_count) over (partition by segment_id, dimension)'
        ) }} as segment_share,
        {{ customer_segments.divide(
            'sum(customer_count) over (partition by dimension, level)',
            'sum(customer_count) over (partition by dimension)'
        ) }} as overall_share,
        -- segments differ in how much is known of them: a level is compared among those of whom it is known
        {{ customer_segments.divide(
            'customer_count',
            "sum(customer_count) over (partition by segment_id, dimension, level = 'unknown')"
        ) }} as known_share,
        {{ customer_segments.divide(
            'sum(customer_count) over (partition by dimension, level)',
            "sum(customer_count) over (partition by dimension, level = 'unknown')"
        ) }} as known_overall_share
    from named
),

final as (
    select
        segment_id,
        dimension,
        level,
        cast(customer_count as bigint) as customer_count,
        segment_share,
        overall_share,
        case
            when level = 'unknown' then 100 * segment_share / overall_share
            else 100 * known_share / known_overall_share
        end as index_against_all,
        customer_count < 10 as is_small
    from shares
)

select * from final
