-- One row per evaluation set, segment, method and metric: its value, 95 % interval and rank.
with

segments as (
    select
        segment_id,
        segment_name
    from {{ ref('int_segments__segments') }}
    union all
    select
        'all' as segment_id,
        'All customers' as segment_name
),

metrics as (
    select * from {{ ref('int_segments__backtest_intervals') }}
    union all
    select
        evaluation_set,
        'all' as segment_id,
        method,
        metric,
        customer_count,
        value,
        cast(null as double) as lower_bound,
        cast(null as double) as upper_bound
    from {{ ref('int_segments__backtest_coverage') }}
),

final as (
    select
        metrics.evaluation_set,
        metrics.segment_id,
        segments.segment_name,
        metrics.method,
        metrics.metric,
        dates.made_for_date as split_date,
        cast(metrics.customer_count as bigint) as customer_count,
        metrics.value,
        metrics.lower_bound,
        metrics.upper_bound,
        cast(rank() over (
            partition by metrics.evaluation_set, metrics.segment_id, metrics.metric
            order by metrics.value desc
        ) as integer) as method_rank
    from metrics
    inner join segments on metrics.segment_id = segments.segment_id
    inner join {{ ref('int_segments__recommendation_dates') }} as dates on not dates.is_current
)

select * from final
