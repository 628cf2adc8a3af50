-- One row per segment and clustering feature: the effect of winsorising on the segment's centre.
{%- set features = customer_segments.clustering_features() %}
with

customers as (
    select
        features.*,
        segments.segment_id,
        coalesce(unusual.squared_distance > unusual.distance_limit, false) as is_outlier
    from {{ ref('int_segments__customer_features') }} as features
    inner join {{ ref('int_segments__customer_segments') }} as segments
        on features.customer_id = segments.customer_id
    left join {{ ref('int_segments__mahalanobis_distances') }} as unusual
        on features.customer_id = unusual.customer_id
),

fitted as (
    select * from {{ ref('int_segments__fitted_transforms') }}
    where is_used
),

shapes as (
    select
        {{ customer_segments.fitted_columns() }}
    from {{ ref('int_segments__fitted_transforms') }}
),

transformed as (
    {%- for feature in features %}
    select
        customers.segment_id,
        customers.is_outlier,
        '{{ feature }}' as feature,
        {{ customer_segments.transformed(
            'customers.' ~ feature,
            customer_segments.transform_of(feature),
            'shapes.' ~ feature ~ '__shape',
            customer_segments.rank_alias(feature)
        ) }} as transformed_value
    from customers
    cross join shapes
    {{- customer_segments.rank_joins('customers', [feature]) }}
    {%- if not loop.last %}
    union all
    {%- endif %}
    {%- endfor %}
),

-- in standard deviations of the sample, so that features are comparable
standardised as (
    select
        transformed.segment_id,
        transformed.feature,
        transformed.is_outlier,
        transformed.transformed_value < fitted.lower_limit
        or transformed.transformed_value > fitted.upper_limit as is_limited,
        cast((transformed.transformed_value - fitted.center) / fitted.scale as decimal(18, 9)) as as_is,
        cast(
            (
                least(greatest(transformed.transformed_value, fitted.lower_limit), fitted.upper_limit)
                - fitted.center
            ) / fitted.scale as decimal(18, 9)
        ) as limited
    from transformed
    inner join fitted on transformed.feature = fitted.feature
    where transformed.transformed_value is not null
),

final as (
    select
        segment_id,
        feature,
        cast(count(*) as bigint) as customer_count,
        cast(sum(case when is_limited then 1 else 0 end) as bigint) as limited_count,
        cast(sum(case when is_outlier then 1 else 0 end) as bigint) as outlier_count,
        {{ customer_segments.divide('sum(as_is)', 'count(*)') }} as centre_as_is,
        {{ customer_segments.divide('sum(limited)', 'count(*)') }} as centre_limited,
        {{ customer_segments.divide(
            'sum(case when not is_outlier then as_is end)', 'sum(case when not is_outlier then 1 end)'
        ) }} as centre_without_outliers
    from standardised
    group by segment_id, feature
)

select * from final
