-- One row per segment and feature: how the segment's customers spread and how far they stand from all.
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
        {{ customer_segments.quantile('feature_value', 0.5) }} as overall_median
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
        {{ customer_segments.quantile('feature_value', 0.1) }} as percentile_10,
        {{ customer_segments.quantile('feature_value', 0.25) }} as percentile_25,
        {{ customer_segments.quantile('feature_value', 0.5) }} as median,
        {{ customer_segments.quantile('feature_value', 0.75) }} as percentile_75,
        {{ customer_segments.quantile('feature_value', 0.9) }} as percentile_90,
        max(feature_value) as maximum,
        {{ customer_segments.divide('sum(percentile)', 'count(*)') }} as position
    from feature_values
    group by segment_id, feature
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
        cast(by_segment.{{ statistic }} as {{ customer_segments.type_double() }}) as {{ statistic }},
        {%- endfor %}
        overall.overall_mean,
        cast(overall.overall_median as {{ customer_segments.type_double() }}) as overall_median,
        100 * {{ customer_segments.divide('by_segment.mean', 'overall.overall_mean') }} as index_against_all,
        by_segment.position,
        2 * abs(by_segment.position - 0.5) as difference_strength,
        cast(row_number() over (
            partition by by_segment.segment_id
            order by abs(round(by_segment.position - 0.5, 9)) desc, by_segment.feature
        ) as integer) as difference_rank
    from by_segment
    inner join overall on by_segment.feature = overall.feature
    inner join {{ ref('int_segments__feature_catalog') }} as catalog on by_segment.feature = catalog.feature
)

select * from final
