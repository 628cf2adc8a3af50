-- One row per feature and bin: twenty bins of equal width, values beyond the range in the end bins.
with

feature_values as (
    select
        feature,
        cast(feature_value as double) as feature_value
    from {{ ref('int_segments__customer_feature_values') }}
),

-- bins up to the extreme values would leave most of them empty
ranges as (
    select
        feature,
        percentile_1 as lowest,
        case when percentile_99 > percentile_1 then percentile_99 else percentile_1 + 1 end as highest
    from {{ ref('segments__feature_summary') }}
),

bins as (
    {%- for bin in range(20) %}
    select
        feature,
        {{ bin + 1 }} as bin,
        lowest + {{ bin }} * ((highest - lowest) / 20) as lower_edge,
        lowest + {{ bin + 1 }} * ((highest - lowest) / 20) as upper_edge
    from ranges
    {%- if not loop.last %}
    union all
    {%- endif %}
    {%- endfor %}
),

counted as (
    select
        bins.feature,
        bins.bin,
        count(*) as customer_count
    from bins
    inner join feature_values
        on
            bins.feature = feature_values.feature
            and (feature_values.feature_value >= bins.lower_edge or bins.bin = 1)
            and (feature_values.feature_value < bins.upper_edge or bins.bin = 20)
    group by bins.feature, bins.bin
),

final as (
    select
        bins.feature,
        cast(bins.bin as integer) as bin,
        bins.lower_edge,
        bins.upper_edge,
        cast(coalesce(counted.customer_count, 0) as bigint) as customer_count,
        {{ customer_segments.divide(
            'coalesce(counted.customer_count, 0)',
            'sum(coalesce(counted.customer_count, 0)) over (partition by bins.feature)'
        ) }} as customer_share
    from bins
    left join counted on bins.feature = counted.feature and bins.bin = counted.bin
)

select * from final
