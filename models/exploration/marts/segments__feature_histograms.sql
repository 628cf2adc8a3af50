-- One row per feature and bin: at most twenty bins of equal width, values beyond the range in the end bins.
with

feature_values as (
    select
        feature,
        cast(feature_value as double) as feature_value
    from {{ ref('int_segments__customer_feature_values') }}
),

whole_numbers as (
    select
        feature,
        min(case when feature_value = floor(feature_value) then 1 else 0 end) = 1 as is_whole
    from feature_values
    group by feature
),

-- bins up to the extreme values would leave most of them empty
ranges as (
    select
        summary.feature,
        whole_numbers.is_whole,
        case
            when whole_numbers.is_whole then floor(summary.percentile_1) else summary.percentile_1
        end as lowest,
        -- of counts, the number after the highest
        case
            when whole_numbers.is_whole then ceil(summary.percentile_99) + 1
            when summary.percentile_99 > summary.percentile_1 then summary.percentile_99
            else summary.percentile_1 + 1
        end as highest
    from {{ ref('segments__feature_summary') }} as summary
    inner join whole_numbers on summary.feature = whole_numbers.feature
),

widths as (
    select
        feature,
        lowest,
        case when is_whole then ceil((highest - lowest) / 20) else (highest - lowest) / 20 end as width,
        -- counts with few values have fewer bins
        case
            when is_whole then ceil((highest - lowest) / ceil((highest - lowest) / 20)) else 20
        end as bin_count
    from ranges
),

bins as (
    {%- for bin in range(20) %}
    select
        feature,
        {{ bin + 1 }} as bin,
        bin_count,
        lowest + {{ bin }} * width as lower_edge,
        lowest + {{ bin + 1 }} * width as upper_edge
    from widths
    where bin_count > {{ bin }}
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
            and (feature_values.feature_value < bins.upper_edge or bins.bin = bins.bin_count)
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
