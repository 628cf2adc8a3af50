-- One row per file and line content: what checks across lines need; whole lines would not fit into memory.
{{ config(**customer_segments.kept_by_customer()) }}
with

lines as (
    select
        *,
        md5({{ customer_segments.line_fingerprint() }}) as line_hash
    from {{ ref(customer_segments.staged_lines_model()) }}
),

final as (
    select
        coalesce(source_file, '(table)') as source_file,
        line_hash,
        max(order_id) as order_id,
        max(order_line_id) as order_line_id,
        max(customer_id) as customer_id,
        max(store_id) as store_id,
        max(ordered_at) as ordered_at,
        max(quantity) as quantity,
        -- of negative lines only: they may be vouchers that pay for an order
        max(case when quantity < 0 then product_id end) as product_id,
        max(case when quantity < 0 then product_name end) as product_name,
        count(*) as line_count,
        coalesce(min(unmapped_hash) != max(unmapped_hash), false) as differs_elsewhere
    from lines
    group by coalesce(source_file, '(table)'), line_hash
)

select * from final
