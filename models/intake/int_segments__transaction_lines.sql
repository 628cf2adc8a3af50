-- One row per raw order line: accepted, or rejected with all reasons.
{{ config(post_hook="{{ customer_segments.check_money_fits() }}", **customer_segments.kept_by_customer()) }}
{%- set as_it_came = [
    'malformed_row', 'ordered_at_text', 'quantity_text', 'unit_price_text', 'discount_amount_text'
] %}
with

raw_lines as (
    select
        *,
        md5({{ customer_segments.line_fingerprint() }}) as line_hash,
        {{ customer_segments.is_refund() }} as is_refund
    from {{ ref(customer_segments.staged_lines_model()) }}
    {{ customer_segments.only_changed('customer_id', 'int_segments__changed_evidence') }}
),

placed as (
    select
        lines.*,
        evidence.first_date,
        evidence.last_date,
        evidence.has_cancellation_prefix,
        {{ customer_segments.counted_lines() | indent(8) }} as counted_lines,
        coalesce(files.is_repeated_file, false) as is_repeated_file,
        coalesce(
            {{ customer_segments.is_of_other_file('lines.ordered_at') }} and not files.is_repeated_file, false
        ) as is_overlap,
        payment_lines.product_id is not null as is_payment,
        lines.order_id
        -- where orders are an input, their numbers are those of its records
        {%- if not customer_segments.has_orders() %}
        || case when order_runs.run_number > 1 then '#' || order_runs.run_number else '' end
        {%- endif %}
            as order_key
    from raw_lines as lines
    cross join {{ ref('int_segments__intake_evidence') }} as evidence
    left join {{ ref('int_segments__source_files') }} as files on lines.source_file = files.source_file
    left join {{ ref('int_segments__repeated_lines') }} as repeated_lines
        on lines.line_hash = repeated_lines.line_hash
    left join {{ ref('int_segments__payment_lines') }} as payment_lines
        on
            lines.customer_id = payment_lines.customer_id
            and lines.order_id = payment_lines.order_id
            and lines.product_id = payment_lines.product_id
            and lines.quantity < 0
    left join {{ ref('int_segments__order_runs') }} as order_runs
        on
            lines.customer_id = order_runs.customer_id
            and lines.order_id = order_runs.order_id
            and coalesce(lines.store_id, '') = order_runs.store_id
            and cast(lines.ordered_at as date) >= order_runs.starts_on
            and (cast(lines.ordered_at as date) < order_runs.ends_before or order_runs.ends_before is null)
),

judged as (
    select
        *,
        line_hash
        || case when is_overlap then '-overlap-' when is_repeated_file then '-repeat-' else '-' end
        || case when is_repeated_file then source_file || '-' else '' end as line_key,
        {{ customer_segments.line_amount() }} as line_amount,
        {{ customer_segments.rejection_reasons() }} as own_reasons
    from placed
),

-- duplicates are searched after all unused columns have been dropped
corrected as (
    select
        {{ customer_segments.corrected_columns() }},
        cast(line_amount as decimal(18, 4)) as line_amount,
        cast(cost as decimal(18, 4)) as cost,
        is_payment
        or (quantity > 0 and not is_refund and not {{ customer_segments.is_cancellation('order_id') }})
            as is_sale,
        {{ customer_segments.line_corrections() | indent(8) }},
        {{ as_it_came | join(',\n        ') }},
        is_overlap or is_repeated_file as is_of_other_file,
        counted_lines,
        status_meaning,
        case when status_meaning is null then status_text end as unknown_status,
        line_key,
        own_reasons
    from judged
),

counted as (
    select
        *,
        row_number() over (partition by line_key order by source_file) as occurrence
    from corrected
),

marked as (
    select
        *,
        {{ customer_segments.with_repeats('own_reasons') }} as all_reasons
    from counted
),

lines as (
    select
        line_key || occurrence as line_id,
        {{ customer_segments.line_columns() }},
        line_amount,
        cost,
        all_reasons = '' as is_accepted,
        nullif(all_reasons, '') as rejection_reasons,
        is_sale,
        false as is_added,
        unknown_status,
        status_meaning,
        {{ customer_segments.line_corrections("names") | indent(8) }},
        -- rejected lines keep their raw text
        {%- for column in as_it_came %}
        case when all_reasons != '' then {{ column }} end as {{ column }}
        {%- if not loop.last %},{% endif %}
        {%- endfor %}
    from marked
),

{{ customer_segments.lines_returned_by_status() }}

select * from final
