-- One row per segment and feature: its distribution in the segment, and the difference from all customers.
with

-- the customers of a segment by value: sorted counts take less memory than all values
counted as (
    select
        segments.segment_id,
        feature_values.feature,
        feature_values.feature_value,
        count(*) as customer_count
    from {{ ref('int_segments__customer_feature_values') }} as feature_values
    inner join {{ ref('int_segments__customer_segments') }} as segments
        on feature_values.customer_id = segments.customer_id
    group by segments.segment_id, feature_values.feature, feature_values.feature_value
),

ranked as (
    select
        *,
        sum(customer_count) over of_segment as up_to_value,
        sum(customer_count) over (partition by segment_id, feature) as segment_customers,
        sum(customer_count) over of_all as all_up_to_value,
        sum(customer_count) over (
            partition by feature order by feature_value range between current row and current row
        ) as all_at_value,
        sum(customer_count) over (partition by feature) as all_customers
    from counted
    window
        of_segment as (partition by segment_id, feature order by feature_value),
        of_all as (partition by feature order by feature_value)
),

-- share of customers below, ties counted half: 0.5 in the middle
feature_values as (
    select
        *,
        cast(
            (all_up_to_value - 0.5 * all_at_value) / cast(all_customers as double) as decimal(18, 9)
        ) as percentile
    from ranked
),

overall as (
    select
        feature,
        {{ customer_segments.divide('sum(feature_value * customer_count)', 'sum(customer_count)') }}
            as overall_mean,
        {{ customer_segments.counted_quantile('feature_value', 'all_up_to_value', 'all_customers', 0.5, 6) }}
            as overall_median
    from feature_values
    group by feature
),

by_segment as (
    select
        segment_id,
        feature,
        sum(customer_count) as customer_count,
        {{ customer_segments.divide('sum(feature_value * customer_count)', 'sum(customer_count)') }} as mean,
        {{ customer_segments.exact_deviation('feature_value', 'customer_count') }} as standard_deviation,
        min(feature_value) as minimum,
        {%- for name, share in {
            'percentile_10': 0.1, 'percentile_25': 0.25, 'median': 0.5, 'percentile_75': 0.75, 'percentile_90': 0.9
        }.items() %}
        {{ customer_segments.counted_quantile(
            'feature_value', 'up_to_value', 'segment_customers', share, 6
        ) }} as {{ name }},
        {%- endfor %}
        max(feature_value) as maximum,
        {{ customer_segments.divide('sum(percentile * customer_count)', 'sum(customer_count)') }}
            as mean_percentile,
        {{ customer_segments.exact_deviation('cast(percentile as decimal(19, 6))', 'customer_count') }}
        / sqrt(sum(customer_count))
            as standard_error
    from feature_values
    group by segment_id, feature
),

-- whiskers end at the last value within 1.5 interquartile ranges of the box
whiskers as (
    select
        by_segment.segment_id,
        by_segment.feature,
        min(feature_values.feature_value) as lower_whisker,
        max(feature_values.feature_value) as upper_whisker
    from by_segment
    inner join feature_values
        on
            by_segment.segment_id = feature_values.segment_id
            and by_segment.feature = feature_values.feature
            and feature_values.feature_value
            between by_segment.percentile_25 - 1.5 * (by_segment.percentile_75 - by_segment.percentile_25)
            and by_segment.percentile_75 + 1.5 * (by_segment.percentile_75 - by_segment.percentile_25)
    group by by_segment.segment_id, by_segment.feature
),

final as (
    select
        by_segment.segment_id,
        by_segment.feature,
        catalog.label,
        catalog.family,
        catalog.unit,
        cast(by_segment.customer_count as bigint) as customer_count,
        by_segment.mean,
        by_segment.standard_deviation,
        {%- for statistic in [
            'minimum', 'percentile_10', 'percentile_25', 'median', 'percentile_75', 'percentile_90', 'maximum'
        ] %}
        cast(by_segment.{{ statistic }} as double) as {{ statistic }},
        {%- endfor %}
        cast(whiskers.lower_whisker as double) as lower_whisker,
        cast(whiskers.upper_whisker as double) as upper_whisker,
        overall.overall_mean,
        cast(overall.overall_median as double) as overall_median,
        -- a ratio has no meaning for a feature that is a change, up or down
        case
            when catalog.unit != 'change' and overall.overall_mean > 0
                then 100 * {{ customer_segments.divide('by_segment.mean', 'overall.overall_mean') }}
        end as index_against_all,
        by_segment.mean_percentile,
        -- a single customer has no error, and the greatest of null and 0 is 0
        case
            when by_segment.standard_error is not null
                then greatest(by_segment.mean_percentile - 1.96 * by_segment.standard_error, 0)
        end as mean_percentile_low,
        case
            when by_segment.standard_error is not null
                then least(by_segment.mean_percentile + 1.96 * by_segment.standard_error, 1)
        end as mean_percentile_high,
        2 * abs(by_segment.mean_percentile - 0.5) as difference_strength,
        cast(row_number() over (
            partition by by_segment.segment_id
            order by abs(round(by_segment.mean_percentile - 0.5, 9)) desc, by_segment.feature
        ) as integer) as difference_rank
    from by_segment
    inner join overall on by_segment.feature = overall.feature
    inner join whiskers
        on by_segment.segment_id = whiskers.segment_id and by_segment.feature = whiskers.feature
    inner join {{ ref('int_segments__feature_catalog') }} as catalog on by_segment.feature = catalog.feature
)

select * from final
