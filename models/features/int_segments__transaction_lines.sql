-- One row per raw order line: accepted, or rejected with every reason; nothing is dropped.
with

lines as (
    select
        *,
        md5({{ customer_segments.line_fingerprint() }}) as line_hash
    from {{ ref('stg_segments__transactions') }}
),

plausible_dates as (
    select
        cast('{{ var("segments_earliest_order_date") }}' as date) as first_date,
        coalesce(
            cast({{ customer_segments.date_literal('segments_latest_order_date') }} as date),
            {{ customer_segments.add_days(
                'cast(' ~ customer_segments.quantile_value('ordered_at', 0.999) ~ ' as date)', 366
            ) }}
        ) as last_date
    from lines
),

files as (
    select
        source_file,
        lead(min(ordered_at)) over (order by source_file) as next_file_starts_at
    from lines
    where source_file is not null
    group by source_file
),

placed as (
    select
        lines.*,
        plausible_dates.first_date,
        plausible_dates.last_date,
        coalesce(
            '{{ var("segments_overlapping_files") }}' = 'later_wins'
            and lines.ordered_at >= files.next_file_starts_at,
            false
        ) as is_overlap
    from lines
    cross join plausible_dates
    left join files on lines.source_file = files.source_file
),

counted as (
    select
        *,
        row_number() over (partition by line_hash, is_overlap order by source_file) as occurrence
    from placed
),

judged as (
    select
        *,
        {{ customer_segments.rejection_reasons() }} as rejection_reasons,
        coalesce(
            round(quantity * unit_price, 4) - coalesce(discount_amount, 0), 0
        ) as line_amount
    from counted
),

final as (
    select
        line_hash || case when is_overlap then '-overlap-' else '-' end || occurrence as line_id,
        order_id,
        customer_id,
        product_id,
        product_name,
        category,
        ordered_at,
        quantity,
        unit_price,
        discount_amount,
        cast(line_amount as {{ customer_segments.type_money() }}) as line_amount,
        channel,
        country,
        source_file,
        rejection_reasons = '' as is_accepted,
        nullif(rejection_reasons, '') as rejection_reasons,
        quantity > 0 and not {{ customer_segments.is_cancellation('order_id') }} as is_sale,
        coalesce(customer_id != customer_id_text, false) as is_customer_id_repaired,
        coalesce(product_id != product_id_text, false) as is_product_id_repaired,
        coalesce(product_name != trim(product_name_text), false) as is_product_name_repaired,
        -- what was rejected is kept as it came
        case when rejection_reasons != '' then ordered_at_text end as ordered_at_text,
        case when rejection_reasons != '' then quantity_text end as quantity_text,
        case when rejection_reasons != '' then unit_price_text end as unit_price_text,
        case when rejection_reasons != '' then discount_amount_text end as discount_amount_text
    from judged
)

select * from final
