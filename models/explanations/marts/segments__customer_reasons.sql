-- One row per customer with an order: the deciding features, and the smallest change to another segment.
with

drivers as (
    select
        drivers.customer_id,
        max(case when drivers.contribution_rank = 1 then catalog.label end) as first_feature,
        max(case when drivers.contribution_rank = 2 and drivers.contribution > 0 then catalog.label end)
            as second_feature,
        max(case when drivers.contribution_rank = 3 and drivers.contribution > 0 then catalog.label end)
            as third_feature
    from {{ ref('int_segments__customer_drivers') }} as drivers
    inner join {{ ref('int_segments__feature_catalog') }} as catalog on drivers.feature = catalog.feature
    group by drivers.customer_id
),

current_values as (
    select
        customer_id,
        feature,
        cast(feature_value as double) as feature_value
    from {{ ref('int_segments__customer_feature_values') }}
),

smallest as (
    select
        changes.customer_id,
        changes.feature,
        catalog.label,
        current_values.feature_value as current_value,
        changes.value_needed,
        changes.value_needed > current_values.feature_value as is_rise,
        segments.segment_id as other_segment_id,
        case catalog.unit when 'share' then 100 else 1 end as factor,
        -- an attribute may have a unit of its own
        case
            when catalog.unit = 'share' then ' %'
            when catalog.unit = 'currency' and catalog.family != 'attributes'
                then '{{ customer_segments.money_unit() }}'
            else ''
        end as sign,
        -- counts are whole numbers; other small numbers have one decimal
        case
            when catalog.unit in ('orders', 'days', 'months', 'products', 'categories', 'years')
                or abs(changes.value_needed) * case catalog.unit when 'share' then 100 else 1 end >= 9.95
                then 1
            else 10
        end as steps
    from {{ ref('int_segments__counterfactuals') }} as changes
    inner join {{ ref('int_segments__feature_catalog') }} as catalog on changes.feature = catalog.feature
    inner join {{ ref('int_segments__segments') }} as segments on changes.other_cluster = segments.cluster
    left join current_values
        on changes.customer_id = current_values.customer_id and changes.feature = current_values.feature
    where changes.change_rank = 1
),

-- the first number of that precision beyond the border
changes as (
    select
        *,
        case
            when is_rise then ceil(round(value_needed * factor * steps, 6)) / steps
            else floor(round(value_needed * factor * steps, 6)) / steps
        end as value_to_say
    from smallest
),

worded as (
    select
        *,
        {{ customer_segments.short_number('value_to_say') }} || sign as value_text,
        {{ customer_segments.short_number('current_value * factor') }} || sign as current_text,
        cast(cast(round(current_value * factor, 2) as decimal(18, 2)) as string) || sign
            as exact_current_text
    from changes
),

final as (
    select
        customers.customer_id,
        customers.segment_id,
        names.segment_name,
        customers.second_segment_id,
        drivers.first_feature,
        drivers.second_feature,
        drivers.third_feature,
        worded.feature as change_feature,
        worded.current_value,
        worded.value_needed,
        other_names.segment_id as other_segment_id,
        other_names.segment_name as other_segment_name,
        case
            when customers.is_held
                then 'Stays in the previously published segment: ' || other_names.segment_name
                    || ' is not nearer by segments_hysteresis'
            else
                worded.label || ': ' || worded.value_text || coalesce(' instead of ' || case
                    when worded.current_text = worded.value_text then worded.exact_current_text
                    else worded.current_text
                end, '') || ' would move them to ' || other_names.segment_name
        end as sentence
    from {{ ref('int_segments__customer_segments') }} as customers
    inner join {{ ref('int_segments__segments') }} as names on customers.segment_id = names.segment_id
    left join drivers on customers.customer_id = drivers.customer_id
    -- features do not explain the segment of a held customer
    left join worded on customers.customer_id = worded.customer_id and not customers.is_held
    left join {{ ref('int_segments__segments') }} as other_names
        on other_names.segment_id
            = case when customers.is_held then customers.second_segment_id else worded.other_segment_id end
    where drivers.customer_id is not null or customers.is_held
)

select * from final
