-- One row per customer with an order: which features decided, and the smallest change that would move them.
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
        cast(feature_value as {{ customer_segments.type_double() }}) as feature_value
    from {{ ref('int_segments__customer_feature_values') }}
),

smallest as (
    select
        changes.customer_id,
        changes.feature,
        catalog.label,
        current_values.feature_value as current_value,
        changes.value_needed,
        segments.segment_id as other_segment_id,
        case catalog.unit when 'share' then 100 else 1 end as factor,
        case catalog.unit when 'share' then ' %' else '' end as sign,
        -- half an order cannot be placed: the first whole number on the other side
        case
            when catalog.unit not in ('orders', 'days', 'months', 'products', 'categories')
                then changes.value_needed
            when changes.value_needed < current_values.feature_value then floor(changes.value_needed)
            else ceil(changes.value_needed)
        end as value_to_say
    from {{ ref('int_segments__customer_changes') }} as changes
    inner join {{ ref('int_segments__feature_catalog') }} as catalog on changes.feature = catalog.feature
    inner join {{ ref('int_segments__segments') }} as segments on changes.other_cluster = segments.cluster
    left join current_values
        on changes.customer_id = current_values.customer_id and changes.feature = current_values.feature
    where changes.change_rank = 1
),

changes as (
    select
        *,
        {{ customer_segments.short_number('value_to_say * factor') }} || sign as value_text,
        {{ customer_segments.short_number('current_value * factor') }} || sign as current_text
    from smallest
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
        changes.feature as change_feature,
        changes.current_value,
        changes.value_needed,
        changes.other_segment_id,
        other_names.segment_name as other_segment_name,
        changes.label || ' of ' || changes.value_text
        || coalesce(' instead of ' || changes.current_text, '')
        || ' would make them ' || other_names.segment_name as sentence
    from {{ ref('int_segments__customer_segments') }} as customers
    inner join drivers on customers.customer_id = drivers.customer_id
    inner join {{ ref('int_segments__segment_names') }} as names on customers.segment_id = names.segment_id
    left join changes on customers.customer_id = changes.customer_id
    left join {{ ref('int_segments__segment_names') }} as other_names
        on changes.other_segment_id = other_names.segment_id
)

select * from final
