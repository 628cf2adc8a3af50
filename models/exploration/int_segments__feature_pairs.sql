-- One row per pair of features: Pearson and Spearman correlation over sampled customers who have both.
with

sample as (
    select
        customer_id,
        row_number() over (order by customer_id) as customer_number,
        count(*) over () as sample_count
    from {{ ref('int_segments__customer_sample') }}
),

-- ties share their mean rank; twice the mean rank is a whole number
feature_values as (
    select
        sample.customer_number,
        feature_values.feature,
        feature_values.feature_value,
        2 * rank() over (partition by feature_values.feature order by feature_values.feature_value)
        + count(*) over (partition by feature_values.feature, feature_values.feature_value) as value_rank,
        count(*) over (partition by feature_values.feature) = sample.sample_count as is_complete,
        dense_rank() over (order by feature_values.feature) as feature_number
    from {{ ref('int_segments__customer_feature_values') }} as feature_values
    inner join sample on feature_values.customer_id = sample.customer_id
),

pairs as (
    select
        1000 * first_values.feature_number + second_values.feature_number as pair_number,
        first_values.feature_value as first_value,
        second_values.feature_value as second_value,
        first_values.value_rank as first_rank,
        second_values.value_rank as second_rank,
        first_values.is_complete and second_values.is_complete as is_complete
    from feature_values as first_values
    inner join feature_values as second_values
        on
            first_values.customer_number = second_values.customer_number
            and first_values.feature_number < second_values.feature_number
),

-- pairs with missing values are ranked without them
ranked_anew as (
    select
        pair_number,
        first_value,
        second_value,
        2 * rank() over (partition by pair_number order by first_rank)
        + count(*) over (partition by pair_number, first_rank) as first_rank,
        2 * rank() over (partition by pair_number order by second_rank)
        + count(*) over (partition by pair_number, second_rank) as second_rank,
        is_complete
    from pairs
    where not is_complete
),

ranked as (
    select * from pairs
    where is_complete
    union all
    select * from ranked_anew
),

correlated as (
    select
        pair_number,
        count(*) as customer_count,
        {{ customer_segments.exact_correlation('first_value', 'second_value') }} as pearson,
        {{ customer_segments.exact_correlation('first_rank', 'second_rank') }} as spearman
    from ranked
    group by pair_number
),

features as (
    select distinct
        feature_number,
        feature
    from feature_values
),

final as (
    select
        first_features.feature as first_feature,
        second_features.feature as second_feature,
        correlated.customer_count,
        correlated.pearson,
        correlated.spearman
    from correlated
    inner join features as first_features
        on floor(correlated.pair_number / 1000) = first_features.feature_number
    inner join features as second_features
        on correlated.pair_number % 1000 = second_features.feature_number
)

select * from final
