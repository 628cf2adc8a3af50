-- One row per customer today and in the latest window: the chosen prediction and its 80 % interval.
with

chosen as (
    select method
    from {{ ref('int_segments__lifetime_choice') }}
    where is_best and has_skill
),

predictions as (
    select
        predictions.*,
        chosen.method,
        case chosen.method
            {%- for method, value in customer_segments.lifetime_methods().items() %}
            when '{{ method }}' then {{ value }}
            {%- endfor %}
        end as predicted_value,
        {{ customer_segments.lifetime_classes() }}
    from {{ ref('int_segments__lifetime_predictions') }} as predictions
    cross join chosen
),

-- multiples of predictions near 0 have no meaning
floored as (
    select
        *,
        greatest(
            predicted_value,
            0.05 * cast(
                avg(cast(predicted_value as decimal(18, 4))) over (partition by window_number) as double
            )
        ) as base_value
    from predictions
),

targets as (
    select 0 as window_number
    union all
    select 1 as window_number
),

-- what the past windows say of today, and all but the latest of the latest
multiples as (
    select
        targets.window_number as target_number,
        floored.frequency_class,
        floored.recency_class,
        floored.later_net_amount / nullif(floored.base_value, 0) as multiple
    from floored
    inner join targets
        on floored.window_number > targets.window_number
),

quantiles as (
    select
        target_number,
        frequency_class,
        coalesce(recency_class, 0) as recency_class,
        count(*) as customer_count,
        {{ customer_segments.quantile('multiple', 0.1) }} as tenth,
        {{ customer_segments.quantile('multiple', 0.8) }} as eight_tenths,
        {{ customer_segments.quantile('multiple', 0.9) }} as nine_tenths,
        {{ customer_segments.divide('sum(case when multiple <= 0 then 1 else 0 end)', 'count(*)') }}
            as nothing_share
    from multiples
    group by target_number, frequency_class, rollup(recency_class)
),

-- where a tenth brought nothing, the interval begins at 0 and holds eight tenths
spreads as (
    select
        *,
        greatest(tenth, 0) as low_multiple,
        case when tenth <= 0 then eight_tenths else nine_tenths end as high_multiple
    from quantiles
    where customer_count >= 50
),

bounded as (
    select
        floored.window_number,
        floored.is_current,
        floored.customer_id,
        floored.method,
        floored.predicted_value,
        floored.base_value * coalesce(fine.low_multiple, coarse.low_multiple) as low_value,
        floored.base_value * coalesce(fine.high_multiple, coarse.high_multiple) as high_value,
        coalesce(fine.nothing_share, coarse.nothing_share) as nothing_share,
        floored.later_net_amount
    from floored
    left join spreads as fine
        on
            floored.window_number = fine.target_number
            and floored.frequency_class = fine.frequency_class
            and floored.recency_class = fine.recency_class
    left join spreads as coarse
        on
            floored.window_number = coarse.target_number
            and floored.frequency_class = coarse.frequency_class
            and coarse.recency_class = 0
    where floored.window_number <= 1
),

-- the interval holds its prediction; without like customers there is none
final as (
    select
        window_number,
        is_current,
        customer_id,
        method,
        predicted_value,
        case when low_value > predicted_value then predicted_value else low_value end as predicted_value_low,
        case when high_value < predicted_value then predicted_value else high_value end
            as predicted_value_high,
        nothing_share,
        later_net_amount
    from bounded
)

select * from final
