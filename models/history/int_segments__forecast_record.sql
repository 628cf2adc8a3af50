-- One row per target month end and segmentation: what each method missed by in the months before it.
with

predictions as (
    select * from {{ ref('int_segments__size_predictions') }}
),

months as (
    select
        segmentation,
        target_date,
        count(actual_count) as miss_count,
        sum(abs(matrix_count - actual_count)) as matrix_miss,
        sum(abs(cast(unchanged_count as decimal(18, 6)) - actual_count)) as unchanged_miss
    from predictions
    group by segmentation, target_date
),

-- a month's own outcome says nothing about how it is forecast
until_then as (
    select
        *,
        sum(miss_count) over months_before as earlier_miss_count,
        sum(matrix_miss) over months_before as earlier_matrix_miss,
        sum(unchanged_miss) over months_before as earlier_unchanged_miss
    from months
    window months_before as (
        partition by segmentation order by target_date rows between unbounded preceding and 1 preceding
    )
),

-- no change is what a forecast has to beat before it is served
chosen as (
    select
        *,
        case
            when earlier_matrix_miss < earlier_unchanged_miss then 'transition matrix'
            else 'no change'
        end as method
    from until_then
),

final as (
    select
        segmentation,
        target_date,
        method,
        {{ customer_segments.divide('earlier_matrix_miss', 'earlier_miss_count') }} as matrix_mean_error,
        {{ customer_segments.divide('earlier_unchanged_miss', 'earlier_miss_count') }}
            as unchanged_mean_error,
        {{ customer_segments.divide(
            "sum(case when method = 'transition matrix' then matrix_miss else unchanged_miss end) over (
                partition by segmentation order by target_date rows between unbounded preceding and 1 preceding
            )",
            'earlier_miss_count'
        ) }} as forecast_mean_error
    from chosen
)

select * from final
