-- One row per rule of a small tree that describes the segments: its condition and its agreement.
{%- set features = customer_segments.clustering_features() %}
with

conditions as (
    select * from {{ ref('int_segments__fitted_tree') }}
),

rules as (
    select
        rule_number,
        -- the column has no type if no rule was fitted
        cast(segment_id as string) as segment_id,
        {%- for feature in features %}
        max(case when feature = '{{ feature }}' then lower_bound end) as {{ feature }}__low,
        max(case when feature = '{{ feature }}' then upper_bound end) as {{ feature }}__high,
        max(case when feature = '{{ feature }}' then missing_value end) as {{ feature }}__missing,
        {%- endfor %}
        count(*) as condition_count
    from conditions
    group by rule_number, segment_id
),

predicates as (
    select
        rule_number,
        concat_ws(
            ' and '
            {%- for feature in features %},
            coalesce(
                'coalesce({{ feature }}, ' || cast({{ feature }}__missing as string) || ')',
                '{{ feature }}'
            ) || ' > ' || cast({{ feature }}__low as string),
            coalesce(
                'coalesce({{ feature }}, ' || cast({{ feature }}__missing as string) || ')',
                '{{ feature }}'
            ) || ' <= ' || cast({{ feature }}__high as string)
            {%- endfor %}
        ) as predicate
    from rules
),

matched as (
    select
        rules.rule_number,
        rules.segment_id,
        segments.segment_id as actual_segment_id
    from {{ ref('int_segments__customer_features') }} as customers
    inner join rules
        on -- noqa: disable=LT02
            {%- for feature in features %}
            (
                rules.{{ feature }}__low is null
                or coalesce(customers.{{ feature }}, rules.{{ feature }}__missing) > rules.{{ feature }}__low
            )
            and (
                rules.{{ feature }}__high is null
                or coalesce(customers.{{ feature }}, rules.{{ feature }}__missing)
                <= rules.{{ feature }}__high
            )
            {%- if not loop.last %} and{% endif %}
            {%- endfor %}
    -- noqa: enable=LT02
    inner join {{ ref('int_segments__customer_segments') }} as segments
        on customers.customer_id = segments.customer_id
),

counted as (
    select
        rule_number,
        segment_id,
        count(*) as customer_count,
        sum(case when actual_segment_id = segment_id then 1 else 0 end) as agreeing_count
    from matched
    group by rule_number, segment_id
),

final as (
    select
        cast(counted.rule_number as integer) as rule_number,
        counted.segment_id,
        described.segment_name,
        predicates.predicate,
        cast(counted.customer_count as bigint) as customer_count,
        {{ customer_segments.divide('counted.agreeing_count', 'counted.customer_count') }} as agreement,
        {{ customer_segments.divide('counted.agreeing_count', 'described.customer_count') }} as covered_share,
        {{ customer_segments.divide(
            'sum(counted.agreeing_count) over ()', 'sum(counted.customer_count) over ()'
        ) }} as overall_agreement
    from counted
    inner join predicates on counted.rule_number = predicates.rule_number
    inner join {{ ref('int_segments__segments') }} as described on counted.segment_id = described.segment_id
)

select * from final
