-- One row per month end, segmentation and segment: predicted size, both methods and actual size.
with

predictions as (
    select * from {{ ref('int_segments__size_predictions') }}
),

months as (
    select
        segmentation,
        target_date,
        count(actual_count) as known_count,
        sum(unchanged_count) as customer_count,
        sum(abs(matrix_count - actual_count)) as matrix_error,
        sum(abs(cast(unchanged_count as decimal(18, 6)) - actual_count)) as unchanged_error
    from predictions
    group by segmentation, target_date
),

-- errors of the months before the target month only
earlier_errors as (
    select
        *,
        sum(known_count) over earlier_months as earlier_known_count,
        sum(matrix_error) over earlier_months as earlier_matrix_error,
        sum(unchanged_error) over earlier_months as earlier_unchanged_error
    from months
    window earlier_months as (
        partition by segmentation order by target_date rows between unbounded preceding and 1 preceding
    )
),

-- the transition matrix is served only where its earlier errors are below those of no change
chosen as (
    select
        *,
        case
            when earlier_matrix_error < earlier_unchanged_error then 'transition matrix'
            else 'no change'
        end as method
    from earlier_errors
),

methods as (
    select
        segmentation,
        target_date,
        method,
        customer_count,
        {{ customer_segments.divide('earlier_matrix_error', 'earlier_known_count') }} as matrix_mean_error,
        {{ customer_segments.divide('earlier_unchanged_error', 'earlier_known_count') }}
            as unchanged_mean_error,
        {{ customer_segments.divide(
            "sum(case when method = 'transition matrix' then matrix_error else unchanged_error end) over (
                partition by segmentation order by target_date rows between unbounded preceding and 1 preceding
            )",
            'earlier_known_count'
        ) }} as forecast_mean_error
    from chosen
),

final as (
    select
        predictions.target_date as as_of_date,
        predictions.segmentation,
        predictions.segment,
        predictions.actual_count is null as is_forecast,
        methods.method,
        cast(
            case
                when methods.method = 'transition matrix' then predictions.matrix_count
                else predictions.unchanged_count
            end as double
        ) as forecast_count,
        cast(predictions.matrix_count as double) as matrix_count,
        cast(predictions.unchanged_count as bigint) as unchanged_count,
        cast(predictions.actual_count as bigint) as actual_count,
        methods.forecast_mean_error,
        methods.matrix_mean_error,
        methods.unchanged_mean_error
    from predictions
    inner join methods
        on
            predictions.segmentation = methods.segmentation
            and predictions.target_date = methods.target_date
    -- what few customers will do is not forecast
    where
        predictions.actual_count is not null
        or methods.customer_count >= {{ var('segments_smallest_clustered_shop') }}
)

select * from final
