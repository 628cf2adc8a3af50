-- One row per customer of the previously published build: their segment.
with

final as (
    select
        {{ customer_segments.previous_columns('previous_customers', {
            'customer_id': 'string', 'segment_id': 'string', 'segment_name': 'string'
        }) }}
    from {{ customer_segments.input_relation('previous_customers') }}
)

select * from final
