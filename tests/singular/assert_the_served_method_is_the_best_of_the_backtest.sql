-- Fails on each segment served a method that lost in the back-test, to all customers or, where they suffice, in it.
with

backtest as (
    select * from {{ ref('segments__recommendation_backtest') }}
    where items = 'new' and metric = 'ndcg'
),

served_methods as (
    select * from {{ ref('int_segments__served_methods') }}
    where {{ customer_segments.text_or_null('segments_recommendation_method') }} is null
),

served as (
    select
        served_methods.segment_id,
        served_methods.method,
        served_methods.is_fallback,
        overall.value as value_of_all,
        in_segment.value as value_in_segment
    from served_methods
    inner join backtest as overall
        on overall.segment_id = 'all' and served_methods.method = overall.method
    left join backtest as in_segment
        on
            served_methods.segment_id = in_segment.segment_id
            and served_methods.method = in_segment.method
),

final as (
    select
        served.segment_id,
        served.method,
        rivals.method as better_method
    from served
    inner join backtest as rivals
        on
            (
                not served.is_fallback
                and rivals.segment_id = 'all'
                and served.value_of_all < rivals.value
            )
            or (
                served.segment_id = rivals.segment_id
                and rivals.method like '%top'
                and rivals.customer_count >= {{ var('segments_backtest_smallest_group') }}
                and served.value_in_segment < rivals.value
            )
    where served.method != rivals.method
)

select * from final
