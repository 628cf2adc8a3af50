-- One row per customer, clustering feature and rule that flags them; the joint rule has one row per customer.
with

feature_values as (
    select
        customer_id,
        feature,
        cast(feature_value as double) as feature_value
    from {{ ref('int_segments__customer_feature_values') }}
),

summary as (
    select
        *,
        percentile_25 - 1.5 * interquartile_range as lower_fence,
        percentile_75 + 1.5 * interquartile_range as upper_fence,
        -- 3.5 robust standard deviations; 0.6745 standard deviations is the normal median distance
        median - 3.5 * median_absolute_deviation / 0.6745 as lower_limit,
        median + 3.5 * median_absolute_deviation / 0.6745 as upper_limit
    from {{ ref('segments__feature_summary') }}
    where is_in_model
),

quartiles as (
    select
        feature_values.customer_id,
        'interquartile range' as rule,
        summary.feature,
        feature_values.feature_value as measured_value,
        summary.lower_fence as lower_limit,
        summary.upper_fence as upper_limit
    from feature_values
    inner join summary on feature_values.feature = summary.feature
    where summary.interquartile_range > 0
),

medians as (
    select
        feature_values.customer_id,
        'median absolute deviation' as rule,
        summary.feature,
        feature_values.feature_value as measured_value,
        summary.lower_limit,
        summary.upper_limit
    from feature_values
    inner join summary on feature_values.feature = summary.feature
    where summary.median_absolute_deviation > 0
),

together as (
    select
        customer_id,
        'all features together' as rule,
        'all' as feature,
        squared_distance as measured_value,
        cast(null as double) as lower_limit,
        distance_limit as upper_limit
    from {{ ref('int_segments__mahalanobis_distances') }}
),

measured as (
    select * from quartiles
    union all
    select * from medians
    union all
    select * from together
),

final as (
    select
        customer_id,
        rule,
        feature,
        measured_value,
        lower_limit,
        upper_limit
    from measured
    where measured_value < lower_limit or measured_value > upper_limit
)

select * from final
