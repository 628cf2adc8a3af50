-- One row per segment of the last version and comparable feature: its centre on today's scale.
{{ config(materialized='view') }}
with

latest as (
    select max(model_version) as model_version from {{ ref('stg_segments__previous_parameters') }}
),

earlier as (
    select parameters.*
    from {{ ref('stg_segments__previous_parameters') }} as parameters
    inner join latest on parameters.model_version = latest.model_version
),

earlier_scaling as (
    select
        feature,
        max(case when parameter = 'transform' then text_value end) as transform,
        max(case when parameter = 'center' then value end) as center,
        max(case when parameter = 'scale' then value end) as scale,
        max(case when parameter = 'weight' then value end) as weight
    from earlier
    where part = 'scaling'
    group by feature
),

earlier_centres as (
    select
        segment_id,
        feature,
        round({{ customer_segments.divide('sum(value * customer_count)', 'sum(customer_count)') }}, 9)
            as coordinate
    from earlier
    where part = 'prototype' and segment_id is not null
    group by segment_id, feature
),

-- from the previous scale to the unit of the feature, then to today's scale
final as (
    select
        earlier_centres.segment_id,
        earlier_centres.feature,
        (
            earlier_centres.coordinate / earlier_scaling.weight * earlier_scaling.scale
            + earlier_scaling.center - today.center
        ) / today.scale * today.weight as coordinate
    from earlier_centres
    inner join earlier_scaling on earlier_centres.feature = earlier_scaling.feature
    inner join {{ ref('int_segments__fitted_transforms') }} as today
        on
            earlier_centres.feature = today.feature
            and earlier_scaling.transform = today.transform
    where
        -- features with another transform, or ranked by the sample, cannot be compared
        today.is_used
        and earlier_scaling.weight > 0
        and today.transform in ('none', 'log1p', 'raw')
)

select * from final
