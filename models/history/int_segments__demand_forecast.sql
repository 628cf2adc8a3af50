-- One row per segment, and all, and product, and week to come: the units expected to be bought.
{%- set fewest = var('segments_smallest_clustered_shop') %}
with

shares as (
    select
        shares.segment_id,
        shares.product_id,
        shares.origin_date,
        shares.recent_units / 8.0 as recent_units_per_week
    from {{ ref('int_segments__demand_shares') }} as shares
    inner join
        {{ ref('int_segments__demand_origins') }} as origins
        on shares.origin_date = origins.origin_date
    where origins.is_current
),

weeks as (
    {%- for week in [1, 2, 3, 4] %}
    select
        *,
        {{ week }} as week
    from shares
    {%- if not loop.last %}
    union all
    {%- endif %}
    {%- endfor %}
),

buyers as (
    select count(*) as buyer_count
    from {{ ref('int_segments__customer_order_features') }}
    where is_current and order_count > 0
),

-- intervals of past origins, made from origins before them
tests as (
    select
        segment_id,
        {{ customer_segments.divide(
            'sum(case when unit_count >= low_units and unit_count <= high_units then 1 else 0 end)', 'count(*)'
        ) }} as interval_coverage
    from {{ ref('int_segments__demand_intervals') }}
    where not is_current and low_units is not null
    group by segment_id
),

evidence as (
    select
        weeks.*,
        choice.method,
        choice.origin_count,
        tests.interval_coverage,
        intervals.expected_units,
        intervals.low_units,
        intervals.high_units,
        case
            when buyers.buyer_count < {{ fewest }} then 'fewer than {{ fewest }} buyers'
            when coalesce(choice.origin_count, 0) < 6 then 'fewer than 6 past dates to test on'
            when not choice.has_skill then 'no method was better than the same for every product'
            when coalesce(tests.interval_coverage, 0) < 0.7 then 'intervals of past dates held too few weeks'
            when intervals.expected_units is null then 'not known a year earlier'
            else 'stated'
        end as evidence
    from weeks
    cross join buyers
    left join {{ ref('int_segments__demand_choice') }} as choice on weeks.segment_id = choice.segment_id
    left join tests on weeks.segment_id = tests.segment_id
    left join {{ ref('int_segments__demand_intervals') }} as intervals
        on
            weeks.origin_date = intervals.origin_date
            and weeks.segment_id = intervals.segment_id
            and weeks.product_id = intervals.product_id
            and weeks.week = intervals.week
),

final as (
    select
        evidence.segment_id,
        evidence.product_id,
        products.product_name,
        cast(evidence.week as integer) as week,
        {{ customer_segments.add_days('evidence.origin_date', '7 * (evidence.week - 1)') }} as first_day,
        cast(evidence.recent_units_per_week as double) as recent_units_per_week,
        {%- for column, value in [
            ('expected_units', 'expected_units'), ('expected_units_low', 'low_units'),
            ('expected_units_high', 'high_units')
        ] %}
        case when evidence.evidence = 'stated' then cast(evidence.{{ value }} as double) end as {{ column }},
        {%- endfor %}
        case when evidence.evidence = 'stated' then evidence.method end as method,
        cast(coalesce(evidence.origin_count, 0) as integer) as tested_date_count,
        round(evidence.interval_coverage, 6) as interval_coverage,
        evidence.evidence
    from evidence
    inner join {{ ref('int_segments__products') }} as products on evidence.product_id = products.product_id
)

select * from final
