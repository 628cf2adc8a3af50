-- One row per grouping and sampled buyer: their group at the split date.
{%- set groupings = {
    'segments': 'segment_id',
    'segments fitted before': 'refitted_cluster',
    'raw k-means': 'raw_cluster',
    'value deciles': 'value_decile',
    'RFM segments': 'rfm_segment',
    'RFM cells': 'rfm_cell',
} %}
with

split as (
    select earlier_date as split_date from {{ ref('int_segments__comparison_dates') }}
    where comparison = 'validation'
),

fitted as (
    select past.*
    from {{ ref('int_segments__past_clusters') }} as past
    inner join split on cast(past.as_of_date as date) = split.split_date
),

buyers as (
    select
        rfm.customer_id,
        rfm.rfm_segment,
        rfm.recency_score * 100 + rfm.frequency_score * 10 + rfm.monetary_score as rfm_cell,
        -- ties share a decile
        floor(
            10.0 * (rank() over (order by rfm.net_amount) - 1) / (
                count(*) over ()
            )
        ) + 1 as value_decile,
        history.segment_id,
        fitted.refitted_cluster,
        fitted.raw_cluster
    from {{ ref('int_segments__customer_rfm') }} as rfm
    inner join split on rfm.as_of_date = split.split_date
    inner join {{ ref('int_segments__customer_scaled') }} as sampled
        on rfm.customer_id = sampled.customer_id and sampled.is_in_sample
    left join {{ ref('int_segments__customer_history') }} as history
        on rfm.as_of_date = history.as_of_date and rfm.customer_id = history.customer_id
    left join fitted on rfm.customer_id = fitted.customer_id
),

final as (
    {%- for method, column in groupings.items() %}
    select
        '{{ method }}' as method,
        customer_id,
        cast({{ column }} as string) as group_name
    from buyers
    where {{ column }} is not null
    {%- if not loop.last %}
    union all
    {%- endif %}
    {%- endfor %}
)

select * from final
