-- One row per segment, basket and joining products: every split of a frequent set.
with

sets as (
    select * from {{ ref('int_segments__bundle_sets') }}
),

splits as (
    {% for columns in [
        ('first_number', '0', 'second_number', '0', 'second_number > 0 and third_number = 0'),
        ('second_number', '0', 'first_number', '0', 'second_number > 0 and third_number = 0'),
        ('first_number', 'second_number', 'third_number', '0', 'third_number > 0'),
        ('first_number', 'third_number', 'second_number', '0', 'third_number > 0'),
        ('second_number', 'third_number', 'first_number', '0', 'third_number > 0'),
        ('first_number', '0', 'second_number', 'third_number', 'third_number > 0'),
        ('second_number', '0', 'first_number', 'third_number', 'third_number > 0'),
        ('third_number', '0', 'first_number', 'second_number', 'third_number > 0')
    ] -%}
    select
        segment_id,
        {{ columns[0] }} as if_first,
        {{ columns[1] }} as if_second,
        {{ columns[2] }} as then_first,
        {{ columns[3] }} as then_second,
        order_count,
        all_order_count
    from sets
    where {{ columns[4] }}
    {% if not loop.last %}union all{% endif %}
    {% endfor %}
),

if_sets as (
    select * from sets
    where third_number = 0
),

then_sets as (
    select * from if_sets
),

shares as (
    select
        splits.*,
        if_sets.order_count as if_order_count,
        then_sets.order_count as then_order_count,
        {{ customer_segments.divide('splits.order_count', 'splits.all_order_count') }} as support,
        {{ customer_segments.divide('if_sets.order_count', 'splits.all_order_count') }} as if_support,
        {{ customer_segments.divide('then_sets.order_count', 'splits.all_order_count') }} as then_support
    from splits
    inner join if_sets
        on
            splits.segment_id = if_sets.segment_id
            and splits.if_first = if_sets.first_number
            and splits.if_second = if_sets.second_number
    inner join then_sets
        on
            splits.segment_id = then_sets.segment_id
            and splits.then_first = then_sets.first_number
            and splits.then_second = then_sets.second_number
),

final as (
    select
        *,
        support / if_support as confidence,
        support / if_support / then_support as lift,
        support - if_support * then_support as leverage,
        -- infinite if the basket never occurs without the rest: null
        case
            when order_count < if_order_count then (1 - then_support) / (1 - support / if_support)
        end as conviction,
        coalesce((support - if_support * then_support) / nullif(greatest(
            support * (1 - if_support), if_support * (then_support - support)
        ), 0), 0) as zhang
    from shares
)

select * from final
