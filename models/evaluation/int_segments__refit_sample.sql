-- One row per date of a repeated fit and sampled buyer by then: the features known on that date.
{{ config(materialized='view') }}
{%- set features = customer_segments.clustering_features() %}
with

ranked_dates as (
    select
        as_of_date,
        is_current,
        row_number() over (partition by is_month_end order by as_of_date desc) as months_ago
    from {{ ref('int_segments__as_of_dates') }}
),

-- today for its scale, and the last seven month ends for the changes between them
dates as (
    select as_of_date from ranked_dates
    where is_current or months_ago <= 7
    union distinct
    select earlier_date as as_of_date from {{ ref('int_segments__comparison_dates') }}
    where comparison = 'validation'
),

final as (
    select
        features.as_of_date,
        features.customer_id,
        buyers.days_since_last_order as raw_recency,
        buyers.order_count as raw_frequency,
        buyers.net_amount as raw_monetary,
        {%- for feature in features %}
        features.{{ feature }}
        {%- if not loop.last %},{% endif %}
        {%- endfor %}
    from {{ ref('int_segments__history_features') }} as features
    inner join dates on features.as_of_date = dates.as_of_date
    inner join {{ ref('int_segments__customer_order_features') }} as buyers
        on features.as_of_date = buyers.as_of_date and features.customer_id = buyers.customer_id
    inner join {{ ref('int_segments__customer_scaled') }} as sampled
        on features.customer_id = sampled.customer_id and sampled.is_in_sample
    -- features that are not known as of a past day cannot be fitted
    where {{ customer_segments.is_history_dated() }}
)

select * from final
