-- One row per rejected order line: the raw line and every reason.
with

rejected as (
    select * from {{ ref('int_segments__transaction_lines') }}
    where not is_accepted
),

final as (
    select
        line_id,
        rejection_reasons,
        order_id,
        customer_id,
        product_id,
        product_name,
        ordered_at_text,
        quantity_text,
        unit_price_text,
        discount_amount_text,
        line_amount,
        malformed_row,
        source_file
    from rejected
)

select {{ customer_segments.known_columns(['line_amount']) }} from final
