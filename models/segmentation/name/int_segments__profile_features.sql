-- One row per segment and feature: its distribution in the segment, and the difference from all customers.
with

feature_values as (
    select
        segments.segment_id,
        feature_values.feature,
        feature_values.feature_value,
        cast(feature_values.percentile as decimal(18, 9)) as percentile
    from {{ ref('int_segments__customer_feature_values') }} as feature_values
    inner join {{ ref('int_segments__customer_segments') }} as segments
        on feature_values.customer_id = segments.customer_id
),

overall as (
    select
        feature,
        {{ customer_segments.divide('sum(feature_value)', 'count(*)') }} as overall_mean,
        {{ customer_segments.quantile('feature_value', 0.5, 6) }} as overall_median
    from feature_values
    group by feature
),

by_segment as (
    select
        segment_id,
        feature,
        count(*) as customer_count,
        {{ customer_segments.divide('sum(feature_value)', 'count(*)') }} as mean,
        {{ customer_segments.exact_deviation('feature_value') }} as standard_deviation,
        min(feature_value) as minimum,
        {{ customer_segments.quantile('feature_value', 0.1, 6) }} as percentile_10,
        {{ customer_segments.quantile('feature_value', 0.25, 6) }} as percentile_25,
        {{ customer_segments.quantile('feature_value', 0.5, 6) }} as median,
        {{ customer_segments.quantile('feature_value', 0.75, 6) }} as percentile_75,
        {{ customer_segments.quantile('feature_value', 0.9, 6) }} as percentile_90,
        max(feature_value) as maximum,
        {{ customer_segments.divide('sum(percentile)', 'count(*)') }} as mean_percentile,
        {{ customer_segments.exact_deviation('cast(percentile as decimal(19, 6))') }} / sqrt(count(*))
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
        by_segment.customer_count,
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
        greatest(by_segment.mean_percentile - 1.96 * by_segment.standard_error, 0) as mean_percentile_low,
        least(by_segment.mean_percentile + 1.96 * by_segment.standard_error, 1) as mean_percentile_high,
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
