-- One row per as-of date and buyer: recency, frequency and monetary, their scores and the RFM segment.
{%- set measures = {
    'recency': '-buyers.days_since_last_order', 'frequency': 'buyers.order_count', 'monetary': 'buyers.net_amount'
} %}
with

cuts as (
    select
        *,
        lag(as_of_date) over (order by as_of_date) as previous_as_of_date
    from {{ ref('int_segments__rfm_cuts') }}
),

grid as (
    select * from {{ ref('int_segments__rfm_grid') }}
    where is_chosen
),

scored as (
    select
        buyers.as_of_date,
        buyers.is_current,
        buyers.customer_id,
        buyers.days_since_last_order,
        buyers.order_count,
        buyers.sales_amount,
        buyers.net_amount,
        buyers.sales_last_90_days,
        -- one more than the number of cuts below the value: ties share a score; the unknown has none
        {%- for measure, value in measures.items() %}
        {%- for table, suffix in {'cuts': '', 'previous_cuts': '_at_previous_cuts'}.items() %}
        case
            when {{ value }} is not null
                then
                    {%- for cut in range(1, customer_segments.rfm_score_count()) %}
                    case when {{ value }} > {{ table }}.{{ measure }}_cut_{{ cut }} then 1 else 0 end +
                    {%- endfor %} 1
        end as {{ measure }}_score{{ suffix }},
        {%- endfor %}
        {%- endfor %}
        cuts.previous_as_of_date
    from {{ ref('int_segments__customer_order_features') }} as buyers
    inner join cuts on buyers.as_of_date = cuts.as_of_date
    left join cuts as previous_cuts on cuts.previous_as_of_date = previous_cuts.as_of_date
    where buyers.order_count > 0
),

final as (
    select
        scored.as_of_date,
        scored.is_current,
        scored.customer_id,
        scored.days_since_last_order,
        scored.order_count,
        scored.sales_amount,
        scored.net_amount,
        scored.sales_last_90_days,
        {%- for measure in measures %}
        scored.{{ measure }}_score,
        {%- endfor %}
        grid.rfm_segment,
        previous_grid.rfm_segment as rfm_segment_at_previous_cuts
    from scored
    left join grid
        on
            scored.recency_score = grid.recency_score
            and scored.frequency_score = grid.frequency_score
            and scored.monetary_score = grid.monetary_score
    left join grid as previous_grid
        on
            scored.previous_as_of_date is not null
            and scored.recency_score_at_previous_cuts = previous_grid.recency_score
            and scored.frequency_score_at_previous_cuts = previous_grid.frequency_score
            and scored.monetary_score_at_previous_cuts = previous_grid.monetary_score
)

select * from final
