-- One row per as-of date, segmentation and customer who entered or changed segment since the previous date.
with

moves as (
    select * from {{ ref('int_segments__customer_moves') }}
    where cause != 'stayed'
),

final as (
    select
        as_of_date,
        month_start,
        is_month_end,
        segmentation,
        customer_id,
        from_segment as left_segment,
        from_name as left_name,
        to_segment as entered_segment,
        to_name as entered_name,
        cause,
        net_amount,
        sales_last_90_days
    from moves
)

select * from final
