-- One row per origin, segment, product and week: the chosen forecast, with an 80 % interval.
with

forecasts as (
    select
        candidates.*,
        sqrt(cast(candidates.expected_units as double)) as scale,
        -- small, middling and large forecasts have errors of their own
        ntile(3) over (
            partition by candidates.origin_date, candidates.segment_id
            order by candidates.expected_units, candidates.product_id, candidates.week
        ) as size_group
    from {{ ref('int_segments__demand_candidates') }} as candidates
    inner join {{ ref('int_segments__demand_choice') }} as choice
        on candidates.segment_id = choice.segment_id and candidates.method = choice.method
),

errors as (
    select
        origin_date,
        segment_id,
        size_group,
        round((unit_count - expected_units) / scale, 6) as error
    from forecasts
    where not is_current
),

origins as (
    select distinct
        segment_id,
        origin_date
    from forecasts
),

quantiles as (
    select
        origins.segment_id,
        origins.origin_date,
        errors.size_group,
        count(distinct errors.origin_date) as origin_count,
        {{ customer_segments.quantile_value('errors.error', 0.1) }} as low_error,
        {{ customer_segments.quantile_value('errors.error', 0.9) }} as high_error
    from origins
    inner join errors
        on origins.segment_id = errors.segment_id and origins.origin_date > errors.origin_date
    group by origins.segment_id, origins.origin_date, errors.size_group
),

final as (
    select
        forecasts.origin_date,
        forecasts.segment_id,
        forecasts.product_id,
        forecasts.week,
        forecasts.method,
        forecasts.is_current,
        forecasts.unit_count,
        forecasts.expected_units,
        -- the forecast lies within its interval
        case
            when quantiles.origin_count >= 4
                then
                    round(least(
                        greatest(forecasts.expected_units + quantiles.low_error * forecasts.scale, 0),
                        forecasts.expected_units
                    ), 6)
        end as low_units,
        case
            when quantiles.origin_count >= 4
                then
                    round(
                        forecasts.expected_units + greatest(quantiles.high_error, 0) * forecasts.scale, 6
                    )
        end as high_units
    from forecasts
    left join quantiles
        on
            forecasts.segment_id = quantiles.segment_id
            and forecasts.origin_date = quantiles.origin_date
            and forecasts.size_group = quantiles.size_group
)

select * from final
