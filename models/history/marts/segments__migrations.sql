-- One row per as-of date, segmentation, from-segment and to-segment: customers by cause.
{%- set causes = {
    'stayed': 'stayed', 'first_order': 'first order', 'own_behaviour': 'own behaviour',
    'time_passing': 'time passing', 'threshold_drift': 'threshold drift', 'late_data': 'late data',
    'refit': 're-fit'
} %}
with

moves as (
    select * from {{ ref('int_segments__customer_moves') }}
),

counted as (
    select
        as_of_date,
        month_start,
        is_month_end,
        segmentation,
        from_segment,
        from_name,
        to_segment,
        to_name,
        count(*) as customer_count,
        sum(net_amount) as net_amount,
        sum(sales_last_90_days) as sales_last_90_days,
        {%- for column, cause in causes.items() %}
        sum(case when cause = '{{ cause }}' then 1 else 0 end) as {{ column }}_count
        {%- if not loop.last %},{% endif %}
        {%- endfor %}
    from moves
    group by as_of_date, month_start, is_month_end, segmentation, from_segment, from_name, to_segment, to_name
),

final as (
    select
        as_of_date,
        month_start,
        is_month_end,
        segmentation,
        from_segment,
        from_name,
        to_segment,
        to_name,
        cast(customer_count as bigint) as customer_count,
        {{ customer_segments.divide(
            'customer_count',
            'sum(customer_count) over (partition by as_of_date, segmentation, from_segment)'
        ) }} as from_share,
        cast(net_amount as decimal(18, 4)) as net_amount,
        cast(sales_last_90_days as decimal(18, 4)) as sales_last_90_days,
        {%- for column, cause in causes.items() %}
        cast({{ column }}_count as bigint) as {{ column }}_count
        {%- if not loop.last %},{% endif %}
        {%- endfor %}
    from counted
)

select * from final
