-- One row per customer with an order: expected sales of the next 12 months, if the back-test shows skill.
with

predictions as (
    select
        *,
        repeat_count > 0 as is_repeat_buyer
    from {{ ref('int_segments__lifetime_predictions') }}
    where is_current
),

bounds as (
    select * from {{ ref('int_segments__lifetime_bounds') }}
    where is_current
),

calibration as (
    select * from {{ ref('int_segments__lifetime_calibration') }}
),

-- without skill nothing is published but the past
final as (
    select
        predictions.customer_id,
        predictions.expected_orders * calibration.order_factor as expected_orders,
        predictions.probability_alive,
        predictions.expected_order_value,
        -- a median date is kept by half; published where it was
        case
            when calibration.date_count >= 30 and calibration.kept_date_share between 0.4 and 0.6
                then predictions.days_to_next_order
        end as days_to_next_order,
        bounds.method,
        bounds.predicted_value,
        bounds.predicted_value_low,
        bounds.predicted_value_high
    from predictions
    inner join bounds on predictions.customer_id = bounds.customer_id
    left join calibration on predictions.is_repeat_buyer = calibration.is_repeat_buyer
)

select * from final
