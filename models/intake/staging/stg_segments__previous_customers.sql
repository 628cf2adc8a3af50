-- One row per customer of the previously published build: their segment.
with

final as (
    select
        {{ customer_segments.previous_column('previous_customers', 'customer_id', 'string') }}
            as customer_id,
        {{ customer_segments.previous_column('previous_customers', 'segment_id', 'string') }}
            as segment_id
    from {{ customer_segments.input_relation('previous_customers') }}
)

select * from final
