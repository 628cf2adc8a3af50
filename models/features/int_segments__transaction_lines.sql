-- One row per raw order line: accepted, or rejected with every reason; nothing is dropped.
with

lines as (
    select
        *,
        md5({{ customer_segments.line_fingerprint() }}) as line_hash
    from {{ ref('stg_segments__transactions') }}
),

-- two files that hold the same lines are one file sent twice
file_contents as (
    select
        source_file,
        count(*) as line_count,
        min(line_hash) as first_line_hash,
        max(line_hash) as last_line_hash
    from lines
    where source_file is not null
    group by source_file
),

repeated_files as (
    select
        source_file,
        row_number() over (
            partition by line_count, first_line_hash, last_line_hash order by source_file
        ) > 1 as is_repeated_file
    from file_contents
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
        coalesce(repeated_files.is_repeated_file, false) as is_repeated_file,
        coalesce(
            '{{ var("segments_overlapping_files") }}' = 'later_wins'
            and lines.ordered_at >= files.next_file_starts_at,
            false
        ) as is_overlap
    from lines
    cross join plausible_dates
    left join files on lines.source_file = files.source_file
    left join repeated_files on lines.source_file = repeated_files.source_file
),

counted as (
    select
        *,
        row_number() over (
            partition by
                line_hash,
                is_overlap,
                is_repeated_file,
                case when is_repeated_file then source_file end
            order by source_file
        ) as occurrence
    from placed
),

judged as (
    select
        *,
        {{ customer_segments.rejection_reasons() }} as rejection_reasons,
        {{ customer_segments.line_amount() }} as line_amount
    from counted
),

final as (
    select
        line_hash
        || case when is_overlap then '-overlap-' when is_repeated_file then '-repeat-' else '-' end
        || case when is_repeated_file then source_file || '-' else '' end
        || occurrence as line_id,
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
        cast(cost as {{ customer_segments.type_money() }}) as cost,
        channel,
        store_id,
        country,
        source_file,
        rejection_reasons = '' as is_accepted,
        nullif(rejection_reasons, '') as rejection_reasons,
        quantity > 0 and not {{ customer_segments.is_cancellation('order_id') }} as is_sale,
        coalesce(customer_id != customer_id_text, false) as is_customer_id_repaired,
        coalesce(order_id != order_id_text, false) as is_order_id_repaired,
        coalesce({{ customer_segments.is_rewritten_number('quantity_text') }}, false)
        or coalesce({{ customer_segments.is_rewritten_number('unit_price_text') }}, false)
        or coalesce({{ customer_segments.is_rewritten_number('line_amount_text') }}, false)
            as is_number_repaired,
        coalesce(
            {{ customer_segments.matches('trim(ordered_at_text)', '.*:.*(Z|[+-][0-9]{2}(:?[0-9]{2})?)') }},
            false
        ) as is_time_moved,
        coalesce(upper(trim(currency_text)) != '{{ var("segments_currency") | upper }}', false)
            as is_currency_converted,
        coalesce(product_id != product_id_text, false) as is_product_id_repaired,
        coalesce(product_name != trim(product_name_text), false) as is_product_name_repaired,
        -- what was rejected is kept as it came
        case when rejection_reasons != '' then malformed_row end as malformed_row,
        case when rejection_reasons != '' then ordered_at_text end as ordered_at_text,
        case when rejection_reasons != '' then quantity_text end as quantity_text,
        case when rejection_reasons != '' then unit_price_text end as unit_price_text,
        case when rejection_reasons != '' then discount_amount_text end as discount_amount_text
    from judged
)

select * from final
