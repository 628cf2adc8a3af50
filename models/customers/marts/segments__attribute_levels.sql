-- One row per categorical or ordered customer attribute and level: its frequency and its encoding.
with

final as (
    select
        attribute,
        attribute_level,
        case
            when is_ordered then attribute
            when code is not null
                then attribute || '__' || cast(code as string)
        end as feature,
        case when is_ordered then code end as level_order,
        is_rare,
        customer_count,
        customer_share
    from {{ ref('int_segments__attribute_levels') }}
)

select * from final
