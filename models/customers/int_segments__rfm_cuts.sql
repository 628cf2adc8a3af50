-- One row per as-of date: the cut points of recency, frequency and monetary scores.
{%- set measures = {
    'recency': '-buyers.days_since_last_order', 'frequency': 'buyers.order_count', 'monetary': 'buyers.net_amount'
} %}
with

buyers as (
    select * from {{ ref('int_segments__customer_order_features') }}
    where order_count > 0
),

-- values that are cut by quantiles: sorted counts take less memory than all values
counted as (
    {%- for measure, value in measures.items() %}
    select
        buyers.as_of_date,
        '{{ measure }}' as measure,
        cast({{ value }} as decimal(18, 4)) as measured,
        count(*) as customer_count
    from buyers
    where
        {{ value }} is not null
        and {{ 'true' if customer_segments.rfm_cut_method(measure) == 'quantiles' else 'false' }}
    group by buyers.as_of_date, {{ value }}
    {%- if not loop.last %}
    union all
    {%- endif %}
    {%- endfor %}
),

ranked as (
    select
        *,
        sum(customer_count) over (partition by as_of_date, measure order by measured) as up_to_value,
        sum(customer_count) over (partition by as_of_date, measure) as buyer_count
    from counted
),

dates as (
    select
        as_of_date,
        count(*) as customer_count
    from buyers
    group by as_of_date
),

breaks as (
    select
        as_of_date,
        {%- for measure in measures %}
        {%- for cut in range(1, customer_segments.rfm_score_count()) %}
        max(case when measure = '{{ measure }}' and cut_number = {{ cut }} then cut_value end)
            as {{ measure }}_break_{{ cut }},
        {%- endfor %}
        {%- endfor %}
        count(*) as break_count
    from {{ ref('int_segments__fitted_rfm_breaks') }}
    group by as_of_date
),

final as (
    select
        dates.as_of_date,
        {%- for measure in measures %}
        {%- for cut in range(1, customer_segments.rfm_score_count()) %}
        cast(
            {{ customer_segments.rfm_cut(measure, cut) }} as decimal(18, 4)
        ) as {{ measure }}_cut_{{ cut }},
        {%- endfor %}
        {%- endfor %}
        max(dates.customer_count) as customer_count
    from dates
    left join ranked on dates.as_of_date = ranked.as_of_date
    left join breaks on dates.as_of_date = breaks.as_of_date
    group by dates.as_of_date
)

select * from final
