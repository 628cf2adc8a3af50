-- One row per previously published model version.
with

final as (
    select
        {{ customer_segments.previous_columns('previous_registry', {
            'model_version': 'integer', 'model_hash': 'string', 'as_of_date': 'date', 'algorithm': 'string',
            'cluster_count': 'integer', 'features': 'string', 'customer_count': 'bigint',
            'silhouette': 'double', 'stability': 'double', 'moved_share': 'double',
            'highest_segment_number': 'integer'
        }) }}
    from {{ customer_segments.input_relation('previous_registry') }}
)

select * from final
