-- One row per as-of date and buyer: the cluster of the nearest prototype of today's model.
{{ config(materialized='view') }}
with

scored as (
    {{ customer_segments.nearest_prototypes(
        ref('int_segments__history_features'), ['as_of_date', 'customer_id']
    ) }}
),

final as (
    select
        as_of_date,
        customer_id,
        cluster
    from scored
)

select * from final
