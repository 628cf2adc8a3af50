-- One row per day that customers are measured at: everything before it counts, nothing after.
with

accepted_lines as (
    select * from {{ ref('int_segments__transaction_lines') }}
    where is_accepted
),

final as (
    select
        coalesce(
            cast({{ customer_segments.date_literal('segments_as_of_date') }} as date),
            {{ customer_segments.add_days('cast(max(ordered_at) as date)', 1) }}
        ) as as_of_date,
        true as is_current
    from accepted_lines
)

select * from final
where as_of_date is not null
