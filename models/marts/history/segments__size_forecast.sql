-- One row per month end, segmentation and segment: the forecast size, both methods and what came true.
with

predictions as (
    select * from {{ ref('int_segments__size_predictions') }}
),

-- a month's forecast uses the method that missed by less in the months before it
judged as (
    select
        *,
        avg(abs(matrix_count - actual_count)) over (partition by segmentation) as matrix_mean_error,
        avg(cast(abs(unchanged_count - actual_count) as decimal(18, 6))) over (partition by segmentation)
            as unchanged_mean_error
    from predictions
),

final as (
    select
        target_date as as_of_date,
        segmentation,
        segment,
        actual_count is null as is_forecast,
        case
            when matrix_mean_error <= unchanged_mean_error then 'transition matrix'
            else 'no change'
        end as method,
        cast(
            case
                when matrix_mean_error <= unchanged_mean_error then matrix_count
                else unchanged_count
            end as {{ customer_segments.type_double() }}
        ) as forecast_count,
        cast(matrix_count as {{ customer_segments.type_double() }}) as matrix_count,
        cast(unchanged_count as bigint) as unchanged_count,
        cast(actual_count as bigint) as actual_count,
        cast(matrix_mean_error as {{ customer_segments.type_double() }}) as matrix_mean_error,
        cast(unchanged_mean_error as {{ customer_segments.type_double() }}) as unchanged_mean_error
    from judged
)

select * from final
