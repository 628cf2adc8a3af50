-- One row per buyer of a fixed sample and feature: what scatter plots and histograms by segment draw.
with

ranked as (
    select
        customer_id,
        row_number() over (order by md5(customer_id), customer_id) as draw
    from {{ ref('int_segments__customer_features') }}
),

sample as (
    select customer_id
    from ranked
    where draw <= {{ customer_segments.tuning('sampled_buyers') }}
),

feature_values as (
    select
        customer_id,
        feature,
        cast(feature_value as double) as feature_value
    from {{ ref('int_segments__customer_feature_values') }}
),

final as (
    select
        sample.customer_id,
        segments.segment_id,
        names.segment_name,
        feature_values.feature,
        feature_values.feature_value
    from sample
    inner join feature_values on sample.customer_id = feature_values.customer_id
    inner join {{ ref('int_segments__customer_segments') }} as segments
        on sample.customer_id = segments.customer_id
    inner join {{ ref('int_segments__segments') }} as names on segments.segment_id = names.segment_id
)

select * from final
