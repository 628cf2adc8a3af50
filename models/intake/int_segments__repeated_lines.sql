-- One row per line content that occurs more than once: whether all of its order does.
with

facts as (
    select facts.*
    from {{ ref('int_segments__line_facts') }} as facts
    left join {{ ref('int_segments__source_files') }} as files on facts.source_file = files.source_file
    where
        facts.order_id is not null
        and not coalesce({{ customer_segments.is_of_other_file('facts.ordered_at') }}, false)
),

contents as (
    select
        line_hash,
        max(order_id) as order_id,
        coalesce(max(customer_id), '') as customer_id,
        max(quantity) as quantity,
        sum(line_count) as line_count,
        max(line_count) as largest_file_line_count,
        count(*) as file_count,
        max(case when differs_elsewhere then 1 else 0 end) = 1 as differs_elsewhere
    from facts
    group by line_hash
),

orders as (
    select
        order_id,
        customer_id,
        count(*) as content_count,
        min(line_count) as smallest_line_count,
        min(file_count) as smallest_file_count
    from contents
    group by order_id, customer_id
    having max(line_count) > 1
),

final as (
    select
        contents.line_hash,
        contents.order_id,
        contents.customer_id,
        contents.differs_elsewhere,
        contents.line_count,
        contents.largest_file_line_count,
        orders.smallest_line_count as copy_count,
        orders.content_count = 1 as is_only_line,
        orders.smallest_line_count > 1 as is_whole_order,
        -- the same order in several files is one order
        orders.smallest_file_count > 1 as is_in_several_files,
        contents.quantity is null or abs(contents.quantity) != 1 as is_several_units
    from contents
    inner join orders on contents.order_id = orders.order_id and contents.customer_id = orders.customer_id
    where contents.line_count > 1
)

select * from final
