-- One row per month end, segmentation and segment: the forecast size, both methods and what came true.
with

predictions as (
    select * from {{ ref('int_segments__size_predictions') }}
),

forecast_record as (
    select * from {{ ref('int_segments__forecast_record') }}
),

final as (
    select
        predictions.target_date as as_of_date,
        predictions.segmentation,
        predictions.segment,
        predictions.actual_count is null as is_forecast,
        forecast_record.method,
        cast(
            case
                when forecast_record.method = 'transition matrix' then predictions.matrix_count
                else predictions.unchanged_count
            end as {{ customer_segments.type_double() }}
        ) as forecast_count,
        cast(predictions.matrix_count as {{ customer_segments.type_double() }}) as matrix_count,
        cast(predictions.unchanged_count as bigint) as unchanged_count,
        cast(predictions.actual_count as bigint) as actual_count,
        forecast_record.forecast_mean_error,
        forecast_record.matrix_mean_error,
        forecast_record.unchanged_mean_error
    from predictions
    inner join forecast_record
        on
            predictions.segmentation = forecast_record.segmentation
            and predictions.target_date = forecast_record.target_date
)

select * from final
