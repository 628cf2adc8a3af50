-- One row per segment: the recommendation method that serves its customers.
{{ config(materialized='view') }}
with

final as (
    select
        'how to recommend' as question,
        profiles.segment_name as subject,
        '{{ customer_segments.recommendation_methods() | join(", ") }}' as options,
        'NDCG@10 '
        || coalesce(cast(round(backtest.value, 4) as {{ dbt.type_string() }}), 'not measured')
        || coalesce(' of ' || cast(backtest.customer_count as {{ dbt.type_string() }}) || ' customers', '')
        || ' in segments__recommendation_backtest' as evidence,
        served_methods.method as choice,
        served_methods.reason
    from {{ ref('int_segments__served_methods') }} as served_methods
    inner join {{ ref('segments__profiles') }} as profiles
        on served_methods.segment_id = profiles.segment_id
    left join {{ ref('segments__recommendation_backtest') }} as backtest
        on
            served_methods.segment_id = backtest.segment_id
            and served_methods.method = backtest.method
            and backtest.items = 'new'
            and backtest.metric = 'ndcg'
)

select * from final
