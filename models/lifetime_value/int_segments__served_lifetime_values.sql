-- One row per customer with an order: expected sales of the next 12 months by the served method.
with

served as (
    select min(method) as method
    from {{ ref('int_segments__lifetime_backtest') }}
    where is_served
),

predictions as (
    select
        predictions.*,
        -- without a back-test the simplest method is served
        coalesce(served.method, 'last year') as method,
        case coalesce(served.method, 'last year')
            {%- for method, value in customer_segments.lifetime_methods().items() %}
            when '{{ method }}' then {{ value }}
            {%- endfor %}
        end as predicted_value,
        case
            when predictions.order_count = 1 then 1
            when predictions.order_count <= 3 then 2
            when predictions.order_count <= 6 then 3
            else 4
        end as order_class
    from {{ ref('int_segments__lifetime_predictions') }} as predictions
    cross join served
),

-- the middle 80 % of actual values, in multiples of the prediction
spreads as (
    select
        order_class,
        {{ customer_segments.quantile('later_net_amount / predicted_value', 0.1) }} as low_multiple,
        {{ customer_segments.quantile('later_net_amount / predicted_value', 0.9) }} as high_multiple
    from predictions
    where not is_current and predicted_value > 0
    group by order_class
    having count(*) >= 30
),

final as (
    select
        predictions.customer_id,
        predictions.expected_orders,
        predictions.probability_alive,
        predictions.expected_order_value,
        predictions.days_to_next_order,
        predictions.method,
        predictions.predicted_value,
        predictions.predicted_value * spreads.low_multiple as predicted_value_low,
        predictions.predicted_value * spreads.high_multiple as predicted_value_high
    from predictions
    left join spreads on predictions.order_class = spreads.order_class
    where predictions.is_current
)

select * from final
