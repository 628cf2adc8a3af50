-- One row per segment, and one for all: how many orders hold one of the products that bundles are made of.
{{ config(materialized='view') }}
with

counted as (
    select
        segment_id,
        count(distinct order_number) as all_order_count
    from {{ ref('int_segments__bundle_baskets') }}
    group by segment_id
),

final as (
    {{ customer_segments.with_all_segments('counted', [], ['all_order_count']) }}
)

select * from final
