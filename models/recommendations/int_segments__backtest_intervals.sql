-- One row per evaluation set, segment, method and metric: the mean and its bootstrap interval.
{{ config(materialized='view') }}
{%- set metrics = ['ndcg', 'recall', 'hit_rate', 'average_precision'] %}
with

-- whole billionths, so that sums are exact
scores as (
    select
        customer_id,
        evaluation_set,
        method,
        {{ customer_segments.whole_number('ndcg', 1000000000) }} as ndcg,
        {{ customer_segments.whole_number('recall', 1000000000) }} as recall,
        {{ customer_segments.whole_number('hit_rate', 1000000000) }} as hit_rate,
        {{ customer_segments.whole_number('average_precision', 1000000000) }} as average_precision
    from {{ ref('int_segments__backtest_scores') }}
),

scoped as (
    select
        *,
        'all' as segment_id
    from scores
    union all
    select
        scores.*,
        segments.segment_id
    from scores
    inner join {{ ref('int_segments__customer_segments') }} as segments
        on scores.customer_id = segments.customer_id
),

means as (
    select
        scoped.evaluation_set,
        scoped.segment_id,
        scoped.method,
        weights.copy_number,
        count(*) as customer_count,
        {% for metric in metrics -%}
        sum(weights.weight * scoped.{{ metric }}) as {{ metric }},
        {% endfor -%}
        1000000000 * sum(weights.weight) as weight
    from scoped
    inner join {{ ref('int_segments__bootstrap_weights') }} as weights
        on scoped.customer_id = weights.customer_id
    group by scoped.evaluation_set, scoped.segment_id, scoped.method, weights.copy_number
),

by_metric as (
    {% for metric in metrics -%}
    select
        evaluation_set,
        segment_id,
        method,
        '{{ metric }}' as metric,
        copy_number,
        customer_count,
        round({{ customer_segments.divide(metric, 'weight') }}, 6) as value
    from means
    {% if not loop.last %}union all{% endif %}
    {% endfor %}
),

final as (
    select
        evaluation_set,
        segment_id,
        method,
        metric,
        max(customer_count) as customer_count,
        max(case when copy_number = 0 then value end) as value,
        {{ customer_segments.quantile_value('case when copy_number > 0 then value end', 0.025) }}
            as lower_bound,
        {{ customer_segments.quantile_value('case when copy_number > 0 then value end', 0.975) }}
            as upper_bound
    from by_metric
    group by evaluation_set, segment_id, method, metric
)

select * from final
