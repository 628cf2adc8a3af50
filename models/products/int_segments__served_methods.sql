-- One row per segment: how its customers are recommended to, and the back-test's reason.
with

backtest as (
    select * from {{ ref('segments__recommendation_backtest') }}
    where items = 'new' and metric = 'ndcg'
),

boldness as (
    {% for method in customer_segments.recommendation_methods() -%}
    select '{{ method }}' as method, {{ loop.index }} as boldness
    {% if not loop.last %}union all{% endif %}
    {% endfor %}
),

ranked as (
    select
        backtest.*,
        -- of equals, the simpler
        row_number() over (
            partition by backtest.segment_id order by backtest.value desc, boldness.boldness desc
        ) as place
    from backtest
    inner join boldness on backtest.method = boldness.method
),

overall as (
    select * from ranked
    where segment_id = 'all' and place = 1
),

-- what may take over in a segment where the winner loses: top sellers of any kind
fallbacks as (
    select
        backtest.segment_id,
        backtest.method,
        backtest.value,
        row_number() over (
            partition by backtest.segment_id order by backtest.value desc, boldness.boldness desc
        ) as place
    from backtest
    inner join boldness on backtest.method = boldness.method
    where backtest.method like '%top'
),

in_segment as (
    select
        backtest.segment_id,
        backtest.customer_count,
        backtest.value as winner_value,
        fallbacks.method as fallback_method,
        fallbacks.value as fallback_value
    from backtest
    inner join overall on backtest.method = overall.method
    inner join fallbacks on backtest.segment_id = fallbacks.segment_id and fallbacks.place = 1
),

chosen as (
    select
        profiles.segment_id,
        overall.method as winner,
        overall.value as winner_overall_value,
        in_segment.customer_count,
        in_segment.winner_value,
        in_segment.fallback_method,
        in_segment.fallback_value,
        {{ customer_segments.text_or_null('segments_recommendation_method') }} as asked_method,
        coalesce(
            in_segment.customer_count >= {{ var('segments_backtest_smallest_group') }}
            and in_segment.fallback_value > in_segment.winner_value,
            false
        ) as is_fallback
    from {{ ref('segments__profiles') }} as profiles
    left join overall on overall.place = 1
    left join in_segment on profiles.segment_id = in_segment.segment_id
),

final as (
    select
        segment_id,
        coalesce(
            asked_method, case when is_fallback then fallback_method else winner end, 'shop recent top'
        ) as method,
        is_fallback and asked_method is null as is_fallback,
        case
            when asked_method is not null then 'set by segments_recommendation_method'
            when winner is null then 'nobody could be asked: no customer bought anything new in the back-test'
            when is_fallback
                then
                    'in this segment ' || fallback_method || ' reached NDCG@10 '
                    || cast(round(fallback_value, 4) as {{ dbt.type_string() }}) || ' where ' || winner
                    || ', best for all, reached ' || cast(round(winner_value, 4) as {{ dbt.type_string() }})
            else
                'highest NDCG@10 of all customers in the back-test, '
                || cast(round(winner_overall_value, 4) as {{ dbt.type_string() }})
                || case
                    when customer_count >= {{ var('segments_backtest_smallest_group') }}
                        then
                            '; in this segment '
                            || cast(round(winner_value, 4) as {{ dbt.type_string() }}) || ', where '
                            || fallback_method || ', the best of the top sellers, reached '
                            || cast(round(fallback_value, 4) as {{ dbt.type_string() }})
                    else '; too few of this segment could be asked'
                end
        end as reason
    from chosen
)

select * from final
