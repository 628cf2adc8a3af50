-- One row per whether known products count, segment, method and metric: how good it was, and how surely.
with

scores as (
    select * from {{ ref('int_segments__backtest_scores') }}
),

segments as (
    select
        segments.customer_id,
        segments.segment_id,
        profiles.segment_name
    from {{ ref('int_segments__customer_segments') }} as segments
    inner join {{ ref('segments__profiles') }} as profiles on segments.segment_id = profiles.segment_id
),

scoped as (
    select
        scores.*,
        'all' as segment_id,
        'All customers' as segment_name
    from scores
    union all
    select
        scores.*,
        segments.segment_id,
        segments.segment_name
    from scores
    inner join segments on scores.customer_id = segments.customer_id
),

-- Poisson bootstrap: each copy of the sample counts each customer 0, 1, 2 ... times, drawn by hash
customers as (
    select distinct customer_id from scores
),

copies as (
    select
        customers.customer_id,
        numbers.copy_number,
        {{ customer_segments.hash_share(
            "customers.customer_id || ':' || cast(numbers.copy_number as " ~ dbt.type_string() ~ ")"
        ) }} as place
    from customers
    cross join {{ ref('int_segments__bootstrap_copies') }} as numbers
),

weights as (
    select
        customer_id,
        copy_number,
        case
            when copy_number = 0 then 1
            when place < 0.367879 then 0
            when place < 0.735759 then 1
            when place < 0.919699 then 2
            when place < 0.981012 then 3
            when place < 0.996340 then 4
            else 5
        end as weight
    from copies
),

means as (
    select
        scoped.items,
        scoped.segment_id,
        scoped.segment_name,
        scoped.method,
        weights.copy_number,
        count(*) as customer_count,
        sum(weights.weight) as weight,
        sum(weights.weight * scoped.ndcg) as ndcg,
        sum(weights.weight * scoped.recall) as recall,
        sum(weights.weight * scoped.hit_rate) as hit_rate,
        sum(weights.weight * scoped.average_precision) as average_precision
    from scoped
    inner join weights on scoped.customer_id = weights.customer_id
    group by
        scoped.items, scoped.segment_id, scoped.segment_name, scoped.method, weights.copy_number
),

metrics as (
    {% for metric in ['ndcg', 'recall', 'hit_rate', 'average_precision'] -%}
    select
        items,
        segment_id,
        segment_name,
        method,
        '{{ metric }}' as metric,
        copy_number,
        customer_count,
        round({{ customer_segments.divide(metric, 'weight') }}, 6) as value
    from means
    {% if not loop.last %}union all{% endif %}
    {% endfor %}
),

intervals as (
    select
        items,
        segment_id,
        segment_name,
        method,
        metric,
        max(customer_count) as customer_count,
        max(case when copy_number = 0 then value end) as value,
        {{ customer_segments.quantile_value('case when copy_number > 0 then value end', 0.025) }}
            as lower_bound,
        {{ customer_segments.quantile_value('case when copy_number > 0 then value end', 0.975) }}
            as upper_bound
    from metrics
    group by items, segment_id, segment_name, method, metric
),

reach as (
    select * from {{ ref('int_segments__backtest_reach') }}
),

all_metrics as (
    select * from intervals
    union all
    select
        items,
        'all' as segment_id,
        'All customers' as segment_name,
        method,
        metric,
        customer_count,
        value,
        cast(null as {{ customer_segments.type_double() }}) as lower_bound,
        cast(null as {{ customer_segments.type_double() }}) as upper_bound
    from reach
),

final as (
    select
        all_metrics.items,
        all_metrics.segment_id,
        all_metrics.segment_name,
        all_metrics.method,
        all_metrics.metric,
        dates.made_for_date as split_date,
        cast(all_metrics.customer_count as bigint) as customer_count,
        all_metrics.value,
        all_metrics.lower_bound,
        all_metrics.upper_bound,
        cast(rank() over (
            partition by all_metrics.items, all_metrics.segment_id, all_metrics.metric
            order by all_metrics.value desc
        ) as integer) as method_rank
    from all_metrics
    inner join {{ ref('int_segments__recommendation_dates') }} as dates on not dates.is_current
)

select * from final
