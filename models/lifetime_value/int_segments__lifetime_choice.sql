-- One row per method: its error over all windows against the most trusted one, and whether it is served.
with

-- a method counts if it predicts in every window
complete as (
    select
        method,
        method_order,
        avg(rank_correlation) as rank_correlation,
        max(customer_count) as customer_count,
        rank() over (order by count(*) desc) = 1 as is_complete
    from {{ ref('int_segments__lifetime_backtest') }}
    group by method, method_order
),

trusted as (
    select min(method_order) as method_order
    from complete
    where is_complete
),

pairs as (
    select
        errors.method,
        errors.method_order,
        cast(floor(50 * {{ customer_segments.hash_share('errors.customer_id') }}) as integer)
            as customer_group,
        errors.deviance,
        reference.deviance - errors.deviance as gain
    from {{ ref('int_segments__lifetime_errors') }} as errors
    inner join complete on errors.method = complete.method and complete.is_complete
    cross join trusted
    inner join {{ ref('int_segments__lifetime_errors') }} as reference
        on
            errors.window_number = reference.window_number
            and errors.customer_id = reference.customer_id
            and trusted.method_order = reference.method_order
),

-- customers, not windows of a customer, are independent: the error is that of fifty groups of customers
group_sums as (
    select
        method,
        method_order,
        customer_group,
        count(*) as row_count,
        sum(deviance) as deviance,
        cast(sum(gain) as double) as gain
    from pairs
    group by method, method_order, customer_group
),

compared as (
    select
        method,
        method_order,
        round({{ customer_segments.divide('sum(deviance)', 'sum(row_count)') }}, 6) as mean_deviance,
        round(sum(gain) / nullif(stddev_samp(gain) * sqrt(count(*)), 0), 6) as z_score
    from group_sums
    group by method, method_order
),

candidates as (
    select
        compared.*,
        complete.rank_correlation,
        complete.customer_count,
        compared.method != 'constant rate'
        and (
            compared.method_order = trusted.method_order
            or coalesce(compared.z_score > {{ customer_segments.z_score_95() }}, false)
        ) as is_candidate,
        min(case when compared.method = 'constant rate' then compared.mean_deviance end) over ()
            as constant_rate_deviance
    from compared
    inner join complete on compared.method = complete.method
    cross join trusted
),

final as (
    select
        *,
        row_number() over (order by is_candidate desc, mean_deviance, method_order) = 1
        and is_candidate as is_best,
        -- the order is right beyond its error, and the money is nearer than the same rate for all
        coalesce(
            customer_count >= {{ var('segments_smallest_clustered_shop') }}
            and rank_correlation
            > {{ customer_segments.z_score_95() }} / sqrt(greatest(customer_count - 1, 1))
            and mean_deviance < constant_rate_deviance,
            false
        ) as has_skill
    from candidates
)

select * from final
