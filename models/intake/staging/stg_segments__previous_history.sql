-- One row per as-of date and buyer of the previously published build: their segments.
with

final as (
    select
        {{ customer_segments.previous_columns('previous_history', {
            'as_of_date': 'date', 'customer_id': 'string', 'days_since_last_order': 'integer',
            'order_count': 'integer', 'net_amount': 'decimal(18, 4)', 'sales_last_90_days': 'decimal(18, 4)',
            'rfm_segment': 'string', 'segment_id': 'string', 'segment_name': 'string'
        }) }}
    from {{ customer_segments.input_relation('previous_history') }}
)

select * from final
