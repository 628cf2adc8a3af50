-- One row per decision on the order lines: what was concluded from them, and the counts.
{%- set prefix = customer_segments.cancellation_prefix() %}
{%- set is_auto = var('segments_duplicate_lines') == 'auto' %}
{%- set is_auto_prefix = var('segments_cancelled_order_prefix') == 'auto' %}
with

evidence as (
    select
        *,
        case
            when not {{ is_auto }} then '{{ var("segments_duplicate_lines") }}'
            when has_line_ids then 'lines with the same order_line_id count once'
            when are_repeats_copies then 'whole orders count once'
            when several_files_order_count > 0
                then 'orders in several files count once, other equal lines are pieces'
            else 'equal lines are pieces'
        end as repeats_choice,
        case
            when {{ is_auto_prefix }} and has_cancellation_prefix then 'order ids with C are cancellations'
            when {{ is_auto_prefix }} then 'no prefix'
            else '{{ prefix or "no prefix" }}'
        end as prefix_choice
    from {{ ref('int_segments__intake_evidence') }}
),

shared_numbers as (
    select count(*) as order_count
    from {{ ref('int_segments__order_runs') }}
    where run_number > 1
),

payments as (
    select count(*) as line_count
    from {{ ref('int_segments__payment_lines') }}
),

open_prices as (
    select count(*) as code_count
    from {{ ref('int_segments__products') }}
    where line_type = 'open price'
),

final as (
    select
        'repeated lines' as question,
        'transactions' as subject,
        'auto, reject, keep' as options,
        'orders with equal lines: ' || cast(several_files_order_count as string) || ' in several files, '
        || cast(whole_order_count as string) || ' repeated as a whole, '
        || cast(part_order_count as string) || ' in a part, '
        || cast(only_line_order_count as string) || ' with one line of several units' as evidence,
        repeats_choice as choice,
        'whole orders that repeat were loaded twice, equal lines inside an order are pieces; '
        || 'segments_duplicate_lines decides otherwise' as reason
    from evidence
    union all
    select
        'cancelled orders',
        'transactions',
        'auto, a prefix, none',
        cast(prefix_negative_count as string) || ' of ' || cast(prefix_line_count as string)
        || ' lines of order ids with {{ prefix or "a prefix" }} are negative',
        prefix_choice,
        'at least four in five lines with the prefix are negative; segments_cancelled_order_prefix sets one'
    from evidence
    union all
    select
        'plausible dates',
        'transactions',
        'segments_earliest_order_date to segments_latest_order_date',
        'the middle half of the lines is from ' || coalesce(cast(quarter_date as string), 'no date')
        || ' to ' || coalesce(cast(three_quarters_date as string), 'no date'),
        coalesce(cast(first_date as string) || ' to ' || cast(last_date as string), 'any'),
        'not set: ten years and twice the length of that half before it, a year after 99.9 % of the lines'
    from evidence
    union all
    select
        'order numbers',
        'transactions',
        'one order or several per number',
        cast(order_count as string) || ' orders have the number of an earlier order of the customer',
        case when order_count > 0 then 'orders of their own' else 'one order per number' end,
        'a number is of a new order after segments_tuning.order_number_days, or in another store later'
    from shared_numbers
    union all
    select
        'vouchers and discounts',
        'transactions',
        'payment or return',
        cast(line_count as string) || ' negative lines of vouchers and discounts are in orders that sell',
        case when line_count > 0 then 'payments, no returns' else 'none' end,
        'segments_non_product_rules lists their codes and names'
    from payments
    union all
    select
        'open prices',
        'products',
        'product or no product',
        cast(code_count as string) || ' codes have nearly as many prices as lines, unlike the others',
        case when code_count > 0 then 'no products' else 'none' end,
        'segments_non_product_rules lists further codes'
    from open_prices
)

select * from final
