-- One row per feature and dimension: the share of variance between levels (eta squared).
with

levels as (
    select * from {{ ref('int_segments__sampled_levels') }}
),

by_level as (
    select
        feature_values.feature,
        levels.dimension,
        levels.level,
        count(*) as customer_count,
        sum(feature_values.feature_value) as value_sum,
        sum(
            cast(feature_values.feature_value as decimal(19, 6))
            * cast(feature_values.feature_value as decimal(19, 6))
        ) as square_sum
    from {{ ref('int_segments__customer_feature_values') }} as feature_values
    inner join levels on feature_values.customer_id = levels.customer_id
    group by feature_values.feature, levels.dimension, levels.level
),

-- rounded, so that the sum does not depend on the order of levels
sums as (
    select
        feature,
        dimension,
        count(*) as level_count,
        sum(customer_count) as customer_count,
        cast(sum(value_sum) as double) as value_sum,
        cast(sum(square_sum) as double) as square_sum,
        cast(
            sum(
                cast(
                    cast(value_sum as double)
                    * cast(value_sum as double)
                    / customer_count as decimal(38, 9)
                )
            ) as double
        ) as between_sum
    from by_level
    group by feature, dimension
),

variances as (
    select
        *,
        between_sum - value_sum * value_sum / customer_count as between_variance,
        square_sum - value_sum * value_sum / customer_count as variance
    from sums
    where level_count >= 2
),

final as (
    select
        feature,
        dimension,
        customer_count,
        -- for a feature that hardly varies, the difference is rounding error
        case
            when variance > 0.000000001 * square_sum
                then least(greatest({{ customer_segments.divide('between_variance', 'variance') }}, 0), 1)
        end as eta_squared
    from variances
)

select * from final
