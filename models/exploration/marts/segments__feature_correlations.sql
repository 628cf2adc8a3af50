-- One row per pair of features or dimensions and measure: their association.
with

measured as (
    select
        first_feature as first_name,
        second_feature as second_name,
        'pearson' as measure,
        pearson as measured_value,
        customer_count
    from {{ ref('int_segments__feature_pairs') }}
    union all
    select
        first_feature as first_name,
        second_feature as second_name,
        'spearman' as measure,
        spearman as measured_value,
        customer_count
    from {{ ref('int_segments__feature_pairs') }}
    union all
    select
        feature as first_name,
        dimension as second_name,
        'eta squared' as measure,
        eta_squared as measured_value,
        customer_count
    from {{ ref('int_segments__feature_levels') }}
    union all
    select
        first_dimension as first_name,
        second_dimension as second_name,
        'cramers v' as measure,
        cramers_v as measured_value,
        customer_count
    from {{ ref('int_segments__level_pairs') }}
),

final as (
    select
        first_name,
        second_name,
        measure,
        round(measured_value, 12) as measured_value,
        cast(customer_count as bigint) as customer_count
    from measured
)

select * from final
