-- One row per segment and set of one, two or three products: in how many orders all of them stand.
with

counted as (
    select
        segment_id,
        product_number as first_number,
        count(*) as order_count
    from {{ ref('int_segments__bundle_baskets') }}
    group by segment_id, product_number
),

singles as (
    {{ customer_segments.with_all_segments('counted', ['first_number'], ['order_count']) }}
),

sets as (
    select
        segment_id,
        first_number,
        0 as second_number,
        0 as third_number,
        order_count
    from singles
    union all
    select
        segment_id,
        first_number,
        second_number,
        0 as third_number,
        order_count
    from {{ ref('int_segments__bundle_pairs') }}
    union all
    select
        segment_id,
        first_number,
        second_number,
        third_number,
        order_count
    from {{ ref('int_segments__bundle_triples') }}
),

final as (
    select
        sets.*,
        sizes.all_order_count
    from sets
    inner join {{ ref('int_segments__bundle_sizes') }} as sizes on sets.segment_id = sizes.segment_id
    where {{ customer_segments.is_frequent('sets.order_count', 'sizes.all_order_count') }}
)

select * from final
