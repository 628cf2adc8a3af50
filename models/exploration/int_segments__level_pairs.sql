-- One row per pair of dimensions: their association, as Cramer's V over sampled customers.
with

levels as (
    select * from {{ ref('int_segments__sampled_levels') }}
),

cells as (
    select
        first_levels.dimension as first_dimension,
        second_levels.dimension as second_dimension,
        first_levels.level as first_level,
        second_levels.level as second_level,
        count(*) as customer_count
    from levels as first_levels
    inner join levels as second_levels
        on
            first_levels.customer_id = second_levels.customer_id
            and first_levels.dimension < second_levels.dimension
    group by first_levels.dimension, second_levels.dimension, first_levels.level, second_levels.level
),

margins as (
    select
        *,
        sum(customer_count) over (partition by first_dimension, second_dimension, first_level)
            as first_count,
        sum(customer_count) over (partition by first_dimension, second_dimension, second_level)
            as second_count
    from cells
),

sums as (
    select
        first_dimension,
        second_dimension,
        sum(customer_count) as customer_count,
        least(count(distinct first_level), count(distinct second_level)) as smaller_level_count,
        -- chi squared over n from non-empty cells; empty cells contribute the remainder
        cast(
            sum(
                cast(
                    cast(customer_count as double) * customer_count
                    / (cast(first_count as double) * second_count)
                    as decimal(28, 15)
                )
            ) as double
        ) - 1 as mean_square_contingency
    from margins
    group by first_dimension, second_dimension
),

final as (
    select
        first_dimension,
        second_dimension,
        customer_count,
        sqrt(
            greatest({{ customer_segments.divide('mean_square_contingency', 'smaller_level_count - 1') }}, 0)
        ) as cramers_v
    from sums
    where smaller_level_count >= 2
)

select * from final
