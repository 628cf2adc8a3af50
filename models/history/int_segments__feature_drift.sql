-- One row per dated feature: the population stability index between the earlier date and the as-of date.
with

dates as (
    select * from {{ ref('int_segments__comparison_dates') }}
    where comparison = 'drift'
),

features as (
    select
        features.*,
        dates.later_date = features.as_of_date as is_later
    from {{ ref('int_segments__customer_order_features') }} as features
    inner join dates on features.as_of_date in (dates.earlier_date, dates.later_date)
    where features.order_count > 0
),

feature_values as (
    {%- for feature in customer_segments.dated_features() %}
    select
        '{{ feature }}' as feature,
        is_later,
        cast({{ feature }} as double) as feature_value
    from features
    {%- if not loop.last %}
    union all
    {%- endif %}
    {%- endfor %}
),

-- sorted counts take less memory than all values
counted as (
    select
        feature,
        feature_value,
        sum(case when is_later then 0 else 1 end) as earlier_count,
        sum(case when is_later then 1 else 0 end) as later_count
    from feature_values
    group by feature, feature_value
),

ranked as (
    select
        *,
        sum(case when feature_value is null then 0 else earlier_count end) over (
            partition by feature order by feature_value
        ) - earlier_count as earlier_below,
        sum(case when feature_value is null then 0 else earlier_count end) over (partition by feature)
            as earlier_total
    from counted
),

-- the tenth of the earlier values in which a value falls; missing values have a separate bin
binned as (
    select
        feature,
        case
            when feature_value is null then -1
            else least({{ customer_segments.whole_quotient('(10 * earlier_below)', 'earlier_total') }}, 9)
        end as bin,
        sum(earlier_count) as earlier_count,
        sum(later_count) as later_count
    from ranked
    where earlier_total > 0
    group by feature, bin
),

-- empty bins count half a customer, so that the log is defined
shares as (
    select
        feature,
        greatest(earlier_count, 0.5) / cast(sum(earlier_count) over (partition by feature) as double)
            as earlier_share,
        greatest(later_count, 0.5) / cast(sum(later_count) over (partition by feature) as double)
            as later_share
    from binned
),

final as (
    select
        feature,
        cast(
            sum(cast((later_share - earlier_share) * ln(later_share / earlier_share) as decimal(18, 9)))
            as double
        ) as stability_index
    from shares
    group by feature
)

select * from final
