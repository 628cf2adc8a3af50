-- One row per shop: what the lines say of cancelled orders, repeated lines and dates, with the counts.
{%- set copy = 'is_whole_order and not is_in_several_files and not differs_elsewhere' %}
with

facts as (
    select
        *,
        coalesce(upper(order_id) like '{{ customer_segments.cancellation_prefix() }}%', false) as has_prefix
    from {{ ref('int_segments__line_facts') }}
),

lines as (
    select
        cast(coalesce(sum(case when has_prefix then line_count end), 0) as bigint) as prefix_line_count,
        cast(coalesce(sum(case when has_prefix and quantity < 0 then line_count end), 0) as bigint)
            as prefix_negative_count,
        count(order_line_id) > 0 as has_line_ids,
        coalesce(max(case when abs(quantity) != 1 then 1 end), 0) = 1 as states_quantities,
        count(distinct order_id) as order_count
    from facts
),

counted_days as (
    select
        cast(ordered_at as date) as order_date,
        sum(count(*)) over (order by cast(ordered_at as date)) as up_to_date,
        sum(count(*)) over () as all_lines
    from facts
    where ordered_at is not null
    group by cast(ordered_at as date)
),

dates as (
    select
        min(case when up_to_date >= all_lines * 0.25 then order_date end) as quarter_date,
        min(case when up_to_date >= all_lines * 0.75 then order_date end) as three_quarters_date,
        min(case when up_to_date >= all_lines * 0.999 then order_date end) as nearly_last_date
    from counted_days
),

repeated_orders as (
    select
        order_id,
        customer_id,
        max(case when is_only_line then 1 else 0 end) = 1 as is_only_line,
        min(case when is_whole_order then 1 else 0 end) = 1 as is_whole_order,
        max(case when is_in_several_files then 1 else 0 end) = 1 as is_in_several_files,
        max(case when differs_elsewhere then 1 else 0 end) = 1 as differs_elsewhere,
        max(case when is_several_units then 1 else 0 end) = 1 as is_several_units,
        max(copy_count) as copy_count
    from {{ ref('int_segments__repeated_lines') }}
    group by order_id, customer_id
),

repeats as (
    select
        count(case when is_in_several_files then 1 end) as several_files_order_count,
        count(case when {{ copy }} and not is_only_line then 1 end) as whole_order_count,
        count(case when not is_whole_order then 1 end) as part_order_count,
        count(case when {{ copy }} and is_only_line and is_several_units then 1 end) as only_line_order_count,
        count(case when {{ copy }} then 1 end) as copied_order_count,
        coalesce(min(copy_count) = max(copy_count), false) as is_one_copy_count,
        min(case when is_whole_order then copy_count end) as smallest_copy_count
    from repeated_orders
),

final as (
    select
        lines.*,
        dates.*,
        repeats.*,
        lines.prefix_line_count > 0
        and lines.prefix_negative_count >= 0.8 * lines.prefix_line_count as has_cancellation_prefix,
        -- where orders of several lines repeat, they repeat as wholes; otherwise a shop that writes
        -- quantities would not write one product twice; or nearly every order is there equally often
        lines.has_line_ids
        or (repeats.is_one_copy_count and repeats.copied_order_count >= 0.9 * lines.order_count)
        or case
            when repeats.whole_order_count + repeats.part_order_count > 0
                then repeats.whole_order_count > 4 * repeats.part_order_count
            else repeats.only_line_order_count > 0
        end as are_repeats_copies,
        coalesce(
            cast({{ customer_segments.setting_literal('segments_earliest_order_date') }} as date),
            {{ customer_segments.add_days(
                'dates.quarter_date',
                '-3653 - 2 * ' ~ customer_segments.days_between('dates.quarter_date', 'dates.three_quarters_date')
            ) }}
        ) as first_date,
        coalesce(
            cast({{ customer_segments.setting_literal('segments_latest_order_date') }} as date),
            {{ customer_segments.add_days('dates.nearly_last_date', 366) }}
        ) as last_date
    from lines
    cross join dates
    cross join repeats
)

select * from final
