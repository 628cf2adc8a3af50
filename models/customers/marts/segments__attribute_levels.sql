-- One row per categorical customer attribute and level: its frequency and its encoding.
with

final as (
    select
        attribute,
        attribute_level,
        case
            when code is not null
                then attribute || '__' || cast(code as string)
        end as feature,
        is_rare,
        customer_count,
        customer_share
    from {{ ref('int_segments__attribute_levels') }}
)

select * from final
