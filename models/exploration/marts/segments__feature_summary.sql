-- One row per feature: centre, spread, shape, missing values and outliers over all buyers.
with

-- sorted counts take less memory than all values
counted as (
    select
        feature,
        feature_value,
        count(*) as customers
    from {{ ref('int_segments__customer_feature_values') }}
    group by feature, feature_value
),

feature_values as (
    select
        *,
        sum(customers) over (partition by feature order by feature_value) as up_to_value,
        sum(customers) over (partition by feature) as all_customers
    from counted
),

buyers as (
    select count(*) as buyer_count
    from {{ ref('int_segments__customer_features') }}
),

centres as (
    select
        feature,
        sum(customers) as customer_count,
        count(*) as distinct_count,
        sum(case when feature_value = 0 then customers else 0 end) as zero_count,
        {{ customer_segments.divide('sum(feature_value * customers)', 'sum(customers)') }} as mean,
        {{ customer_segments.exact_deviation('feature_value', 'customers') }} as standard_deviation,
        {%- for share in [1, 5, 25, 50, 75, 95, 99] %}
        -- a decimal would cut interpolated values off at six digits
        {{ customer_segments.counted_quantile(
            'cast(feature_value as double)', 'up_to_value', 'all_customers', share / 100
        ) }} as percentile_{{ share }},
        {%- endfor %}
        min(feature_value) as minimum,
        max(feature_value) as maximum
    from feature_values
    group by feature
),

deviations as (
    select
        feature_values.feature,
        feature_values.customers,
        feature_values.all_customers,
        abs(feature_values.feature_value - centres.percentile_50) as distance_from_median,
        -- by the population standard deviation
        {{ customer_segments.divide(
            'feature_values.feature_value - centres.mean',
            'centres.standard_deviation * sqrt((centres.customer_count - 1.0) / centres.customer_count)'
        ) }} as standardised,
        feature_values.feature_value
        < centres.percentile_25 - 1.5 * (centres.percentile_75 - centres.percentile_25)
        or feature_values.feature_value
        > centres.percentile_75 + 1.5 * (centres.percentile_75 - centres.percentile_25) as is_beyond_whiskers
    from feature_values
    inner join centres on feature_values.feature = centres.feature
),

distances as (
    select
        *,
        sum(customers) over (partition by feature order by distance_from_median) as up_to_distance
    from deviations
),

shapes as (
    select
        feature,
        {{ customer_segments.counted_quantile(
            'distance_from_median', 'up_to_distance', 'all_customers', 0.5
        ) }} as median_absolute_deviation,
        {%- for name, power in {'skewness': 3, 'kurtosis': 4}.items() %}
        {{ customer_segments.divide(
            'sum(cast(power(standardised, ' ~ power ~ ') as decimal(28, 12)) * customers)',
            'sum(case when standardised is not null then customers end)'
        ) }} as {{ name }},
        {%- endfor %}
        sum(case when is_beyond_whiskers then customers else 0 end) as outlier_count
    from distances
    group by feature
),

final as (
    select
        centres.feature,
        catalog.label,
        catalog.family,
        catalog.unit,
        coalesce(transforms.is_used, false) as is_in_model,
        cast(centres.customer_count as bigint) as customer_count,
        cast(buyers.buyer_count - centres.customer_count as bigint) as missing_count,
        cast(centres.distinct_count as bigint) as distinct_count,
        {{ customer_segments.divide('centres.zero_count', 'centres.customer_count') }} as zero_share,
        centres.mean,
        centres.standard_deviation * centres.standard_deviation as variance,
        centres.standard_deviation,
        {%- for column in [
            'minimum', 'percentile_1', 'percentile_5', 'percentile_25', 'percentile_50', 'percentile_75',
            'percentile_95', 'percentile_99', 'maximum'
        ] %}
        cast(centres.{{ column }} as double)
            as {{ 'median' if column == 'percentile_50' else column }},
        {%- endfor %}
        cast(centres.percentile_75 - centres.percentile_25 as double)
            as interquartile_range,
        cast(shapes.median_absolute_deviation as double)
            as median_absolute_deviation,
        shapes.skewness,
        shapes.kurtosis - 3 as excess_kurtosis,
        cast(shapes.outlier_count as bigint) as outlier_count
    from centres
    inner join shapes on centres.feature = shapes.feature
    inner join {{ ref('int_segments__feature_catalog') }} as catalog on centres.feature = catalog.feature
    left join {{ ref('int_segments__fitted_transforms') }} as transforms
        on centres.feature = transforms.feature
    cross join buyers
)

select * from final
