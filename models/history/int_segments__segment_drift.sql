-- One row per segment: its share of buyers and its centre, at the earlier date and the as-of date.
{%- set features = customer_segments.clustering_features() %}
with

dates as (
    select * from {{ ref('int_segments__comparison_dates') }}
    where comparison = 'drift'
),

members as (
    select
        segments.segment_id,
        dates.later_date = segments.as_of_date as is_later,
        features.*
    from {{ ref('int_segments__customer_history') }} as segments
    inner join dates on segments.as_of_date in (dates.earlier_date, dates.later_date)
    inner join {{ ref('int_segments__history_features') }} as features
        on segments.as_of_date = features.as_of_date and segments.customer_id = features.customer_id
    where segments.segment_id is not null
),

sums as (
    select
        segment_id,
        {%- for feature in features %}
        {%- for moment, condition in [('earlier', 'not is_later'), ('later', 'is_later')] %}
        sum(case when {{ condition }} then cast({{ feature }} as decimal(18, 9)) end)
            as {{ feature }}__{{ moment }},
        {%- endfor %}
        {%- endfor %}
        sum(case when is_later then 0 else 1 end) as earlier_count,
        sum(case when is_later then 1 else 0 end) as later_count
    from members
    group by segment_id
),

final as (
    select
        segment_id,
        {{ customer_segments.divide('earlier_count', 'sum(earlier_count) over ()') }} as earlier_share,
        {{ customer_segments.divide('later_count', 'sum(later_count) over ()') }} as later_share,
        sqrt(
            {%- for feature in features %}
            power(
                {{ customer_segments.divide(feature ~ '__later', 'later_count') }}
                - {{ customer_segments.divide(feature ~ '__earlier', 'earlier_count') }}, 2
            )
            {%- if not loop.last %} +{% endif %}
            {%- endfor %}
        ) as centre_shift
    from sums
)

select * from final
